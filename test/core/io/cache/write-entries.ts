/** Run as a process of its own: writes 40 batches to a cache file, each with keys of its own and keys of all. */
import { openCache } from '../../../../core/src/io/cache/open-cache.ts';
import { entryOf, found, keyOf, storedAtMs } from './entries.ts';

const [path = '', name = ''] = process.argv.slice(2);
let warnings = 0;
const log = { info: () => {}, warn: () => void warnings++ };
const cache = await openCache(`sqlite:${path}`, { folder: '', log });
for (let batch = 0; batch < 40; batch++) {
  const own = Array.from({ length: 25 }, (_, i) => `${name}-${String(batch)}-${String(i)}`);
  const shared = Array.from({ length: 25 }, (_, i) => `shared-${String(i)}`);
  await cache.set([...own, ...shared].map((key) => entryOf(key, found({ key, name, batch }))));
  const answers = await cache.get(
    own.map((key) => keyOf(key)),
    storedAtMs,
  );
  if (answers.some((answer) => answer === undefined)) throw new Error(`${name}: batch ${String(batch)} is not there`);
}
await cache.close();
process.stdout.write(`${name}: 40 batches, ${String(warnings)} warnings\n`);
