import { definePlugin } from '@pivotkit/core';
import { detect } from './verb.ts';

export { findBeacon, type Beacon, type BeaconOptions } from './find-beacon.ts';
export type { Rhythm, RhythmDetails } from './rhythm.ts';

export const beacon = definePlugin({
  name: 'beacon',
  version: '0.1.0',
  description: 'Finds pairs that talk in a rhythm, late or incomplete as it may be',
  verbs: [detect],
});
