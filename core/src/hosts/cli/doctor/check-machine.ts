import { statSync } from 'node:fs';
import type { Clock } from '../../../io/clock.ts';
import { ok, wrong, type Finding } from './finding.ts';

/** Node's version and the clock. */
export function checkMachine(clock: Clock): Finding[] {
  return [ok('node', `${process.versions.node} on ${process.platform} ${process.arch}`), checkClock(clock)];
}

/** Nothing was installed in the future: a clock behind this file's own time is wrong, and so are the times of answers. */
function checkClock(clock: Clock): Finding {
  const now = clock.now();
  const installedMs = statSync(import.meta.filename).mtimeMs;
  if (now.getTime() >= installedMs) return ok('clock', now.toISOString());
  const detail = `${now.toISOString()} is before this program was installed`;
  return wrong('clock', detail, 'Set the clock: time ranges and the times of answers depend on it.');
}
