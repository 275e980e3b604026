export { answerDifference, type AnswerDifference } from './answer-difference.ts';
export type * from './lookup-cache.ts';
export { noCache } from './no-cache.ts';
export { openCache, type OpenCacheOptions } from './open-cache.ts';
