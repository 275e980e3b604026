import { definePlugin } from '@pivotkit/core';
import { isolationForest } from './verb.ts';

export {
  averagePathLength,
  isolationScores,
  type ForestOptions,
  type IsolationForest,
  type IsolationTree,
  type Matrix,
} from './isolation-forest.ts';

export const outliers = definePlugin({
  name: 'outliers',
  version: '0.1.0',
  description: 'Finds rows whose numbers are unlike those of the others, by an isolation forest',
  verbs: [isolationForest],
});
