import { definePlugin } from '@pivotkit/core';
import { markVerb, scoreVerb, sessionizeVerb, trainVerb } from './verbs.ts';

export { SequenceModel, type ScoreOptions, type SessionScore, type TrainOptions } from './sequence-model.ts';
export { findSessions, type SessionRules, type Sessions } from './find-sessions.ts';
export type { Expected, Reason } from './explain.ts';
export type { ModelFile } from './model-file.ts';
export type { SessionEvent, SessionType } from './session-event.ts';

export const sequence = definePlugin({
  name: 'sequence',
  version: '0.1.0',
  description: 'Sessions of events, how rare they are, and why',
  verbs: [sessionizeVerb, markVerb, trainVerb, scoreVerb],
});
