/**
 * Matches observables against lists of indicators: load time, memory and speed, beside a naive loop over all indicators
 * (measured on a sample of observables and extrapolated, since the whole would take hours).
 * `npx node --conditions=pivotkit-source --expose-gc test/bench/feed.ts [indicators] [networks] [observables]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IpAddress, parseNetwork } from '@pivotkit/entities';
import { loadFeed } from '../../plugins/feed/src/load.ts';

const indicatorCount = Number(process.argv[2] ?? 1_000_000);
const networkCount = Number(process.argv[3] ?? 100_000);
const observableCount = Number(process.argv[4] ?? 1_000_000);
const naiveSample = 200;

/** The same numbers on every run (a linear congruential generator). */
let seed = 42;
const next = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);

const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
const addresses = Array.from({ length: indicatorCount }, () => addressOf(next()));
const networks = Array.from({ length: networkCount }, () => {
  const length = 16 + (next() % 13);
  return `${addressOf(Math.floor(next() / 2 ** (32 - length)) * 2 ** (32 - length))}/${length}`;
});

const folder = mkdtempSync(join(tmpdir(), 'pivotkit-bench-feed-'));
writeFileSync(join(folder, 'addresses.txt'), addresses.join('\n'));
writeFileSync(join(folder, 'networks.txt'), networks.join('\n'));

const collect = (): void => globalThis.gc?.();
const heapMb = (): number => process.memoryUsage().heapUsed / 2 ** 20;
const timed = <T>(work: () => T): { readonly result: T; readonly seconds: number } => {
  const start = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - start) / 1000 };
};

collect();
const before = heapMb();
const start = performance.now();
const lists = ['addresses', 'networks'].map((name) => ({
  name,
  path: `${name}.txt`,
  urlsBelow: false,
  refreshMinutes: 60,
}));
const { index } = await loadFeed(lists, (path) => join(folder, path));
const loadSeconds = (performance.now() - start) / 1000;
collect();
const usedMb = heapMb() - before;
rmSync(folder, { recursive: true });

// Half of them are listed.
const observables = Array.from({ length: observableCount }, (_, i) =>
  IpAddress.create(i % 2 === 0 ? (addresses[i % indicatorCount] ?? '') : addressOf(next())),
);
const matching = timed(() => observables.reduce((sum, each) => sum + index.match(each).length, 0));

const parsed = networks.flatMap((text) => {
  const network = parseNetwork(text);
  return network.ok ? [network.value] : [];
});
const naive = timed(() =>
  observables.slice(0, naiveSample).reduce((sum, { address }) => {
    let matches = 0;
    for (const listed of addresses) if (listed === address) matches += 1;
    for (const network of parsed) if (network.contains(address)) matches += 1;
    return sum + matches;
  }, 0),
);
const sampled = observables.slice(0, naiveSample).reduce((sum, each) => sum + index.match(each).length, 0);
if (sampled !== naive.result) throw new Error(`the index finds ${sampled}, the loop ${naive.result}`);

const perObservable = { index: matching.seconds / observableCount, naive: naive.seconds / naiveSample };
console.log(
  `load: ${indicatorCount} addresses and ${networkCount} networks in ${loadSeconds.toFixed(1)} s, ${usedMb.toFixed(0)} MB of heap`,
);
console.log(`match: ${observableCount} addresses in ${matching.seconds.toFixed(2)} s, ${matching.result} matches`);
console.log(
  `naive loop: ${(perObservable.naive * observableCount).toFixed(0)} s, extrapolated from ${naiveSample}; the index is ${Math.round(perObservable.naive / perObservable.index)} times as fast`,
);
