import { list, number, text, time } from '@pivotkit/core';

/** What a row holds. `npm run readme` writes this table into the README. */
export const reportColumns = {
  judgement: text('malicious from a score of 70 on, suspicious from 30 on, else unknown'),
  score: number('How bad it is, 100 is worst', { unit: 'points', range: [0, 100] }),
  firstSeenAt: time('When the service first saw it', { nullWhen: 'the service does not say' }),
  tags: list('Words that the service has for it', { nullWhen: 'the service does not say' }),
};
