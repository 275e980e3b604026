/**
 * What telemetry costs: look-ups per second of a pivot that answers at once, one look-up a batch, without an SDK, with one
 * that keeps nothing, and with events. Rounds are interleaved; the best of each is shown.
 * `npx node --conditions=pivotkit-source test/bench/telemetry.ts [look-ups] [rounds]`
 */
import { createSession, definePivot, definePlugin, found, number, type PipelineRunOptions } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { Recorder } from '../core/io/telemetry/recorder.ts';

const count = Number(process.argv[2] ?? 20_000);
const rounds = Number(process.argv[3] ?? 5);

const plugin = definePlugin({
  name: 'scores',
  version: '1.0.0',
  description: 'Answers at once',
  pivots: [
    definePivot({
      name: 'scores',
      description: 'Answers at once',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { score: number('Score') },
      sharing: { reaches: 'provider', maxTlp: 'green' },
      lookup: (inputs) => inputs.map(() => found({ score: 1 })),
    }),
  ],
});
const rows = Array.from({ length: count }, (_, i) => ({ ip: `8.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` }));

interface Setting {
  readonly name: string;
  readonly sdk: boolean;
  readonly telemetry?: false;
  readonly run?: PipelineRunOptions;
}

const settings: readonly Setting[] = [
  { name: 'telemetry: false', sdk: false, telemetry: false },
  { name: 'default, no SDK', sdk: false },
  { name: 'default, no SDK, onLookup', sdk: false, run: { onLookup: () => {} } },
  { name: 'an SDK that keeps all in memory', sdk: true },
];

async function measure({ sdk, telemetry, run }: Setting): Promise<number> {
  const recorder = new Recorder();
  if (sdk) recorder.register();
  await using session = await createSession({ plugins: [plugin], ...(telemetry === false && { telemetry }) });
  const pipeline = session.from(rows).pivot(session.entities.IpAddress.scores, { column: 'ip' });
  const begin = performance.now();
  await pipeline.run(run);
  const elapsedMs = performance.now() - begin;
  if (sdk) recorder.unregister();
  return elapsedMs;
}

const best = new Map<Setting, number>();
for (let round = 0; round < rounds; round += 1)
  for (const setting of settings) best.set(setting, Math.min(best.get(setting) ?? Infinity, await measure(setting)));
for (const [{ name }, elapsedMs] of best)
  console.log(
    `${name.padEnd(34)} ${Math.round((count / elapsedMs) * 1_000)
      .toLocaleString('en')
      .padStart(9)} / s  ${((elapsedMs / count) * 1_000).toFixed(2)} µs each`,
  );
