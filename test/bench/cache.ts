/**
 * What a batch of the cache costs: 10,000 answers of about 200 bytes, stored and read at once, against a plain Map that
 * keeps objects and against asking one by one. `npx node --conditions=pivotkit-source test/bench/cache.ts [count]`; a
 * store elsewhere is measured too when its address follows, such as `10000 redis://127.0.0.1:6379`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheEntry, CacheKey, LookupCache } from '../../core/src/io/cache/lookup-cache.ts';
import { openCache } from '../../core/src/io/cache/open-cache.ts';
import { compare } from './table-measure.ts';

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'pivotkit-bench-cache-'));
const nowMs = Date.UTC(2026, 0, 1);

const keys: readonly CacheKey[] = Array.from({ length: count }, (_, i) => ({
  plugin: 'whois',
  version: '1.0.0',
  pivot: 'whois',
  options: { sources: ['rdap'], includeContacts: false },
  kind: 'IpAddress',
  key: `10.${String(i >> 16)}.${String((i >> 8) & 255)}.${String(i & 255)}`,
  credential: 'none',
}));
const entries: readonly CacheEntry[] = keys.map((key, i) => ({
  key,
  answer: {
    result: {
      status: 'found',
      rows: [
        {
          asn: i,
          owner: `Owner ${String(i % 300)}`,
          network: `10.0.${String(i % 256)}.0/24`,
          registeredAt: new Date(i),
        },
      ],
    },
    storedAtMs: nowMs,
  },
  ttlMs: { found: 86_400_000, notFound: 3_600_000, staleMs: 86_400_000 },
}));
const missing = keys.map((key) => ({ ...key, key: `x${key.key}` }));
const few = Math.min(1_000, count);

const caches: [string, LookupCache][] = [
  ['memory:', await openCache('memory:', { folder })],
  ['sqlite (default)', await openCache(undefined, { folder })],
];
for (const address of process.argv.slice(3))
  caches.push([new URL(address).protocol, await openCache(address, { folder })]);

const map = new Map<string, CacheEntry>();
const mapKey = (key: CacheKey): string =>
  `${key.plugin}/${key.pivot}/${key.kind}/${key.key}/${JSON.stringify(key.options)}`;
const measured = (work: (cache: LookupCache) => Promise<unknown>) =>
  caches.map(([name, cache]) => ({ name, run: () => work(cache) }));

const title = count.toLocaleString('en');
await compare(`set ${title} at once`, [
  { name: 'a Map of objects', run: () => entries.forEach((entry) => map.set(mapKey(entry.key), entry)) },
  ...measured((cache) => cache.set(entries)),
]);
await compare(`get ${title} at once, all there`, [
  { name: 'a Map of objects', run: () => keys.map((key) => map.get(mapKey(key))) },
  ...measured((cache) => cache.get(keys, nowMs)),
]);
await compare(`get ${title} at once, none there`, [
  { name: 'a Map of objects', run: () => missing.map((key) => map.get(mapKey(key))) },
  ...measured((cache) => cache.get(missing, nowMs)),
]);
for (const [name, cache] of caches)
  await compare(`${name}: ${few.toLocaleString('en')} at once and one by one`, [
    { name: 'get at once', run: () => cache.get(keys.slice(0, few), nowMs) },
    { name: 'get one by one', run: () => oneByOne((i) => cache.get(keys.slice(i, i + 1), nowMs)) },
    { name: 'set at once', run: () => cache.set(entries.slice(0, few)) },
    { name: 'set one by one', run: () => oneByOne((i) => cache.set(entries.slice(i, i + 1))) },
  ]);
await compare(
  'statistics of all',
  measured((cache) => cache.stats()),
);

for (const [, cache] of caches) await cache.close();
console.log(`\nthe file: ${(statSync(join(folder, 'lookups.sqlite')).size / 1e6).toFixed(1)} MB`);
rmSync(folder, { recursive: true });

async function oneByOne(work: (i: number) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < few; i++) await work(i);
}
