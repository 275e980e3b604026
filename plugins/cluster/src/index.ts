import { definePlugin } from '@pivotkit/core';
import { dbscanVerb } from './dbscan-verb.ts';
import { processFeatures } from './process-features.ts';
import { rareSessions } from './rare-sessions.ts';
import { textFeaturesVerb } from './text-features-verb.ts';

export { dbscan } from './dbscan.ts';
export type { DbscanOptions, Metric } from './points.ts';
export {
  charOrdScore,
  crc32Hash,
  delimCount,
  delimHash,
  lastSegment,
  logScore,
  tokenCount,
  userAgentHash,
  type TextFeature,
} from './text-features.ts';

export const cluster = definePlugin({
  name: 'cluster',
  version: '0.1.0',
  description: 'Finds events that are like no others: features of texts and processes, density-based clusters',
  verbs: [processFeatures, textFeaturesVerb, dbscanVerb, rareSessions],
});
