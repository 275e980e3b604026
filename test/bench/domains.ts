/**
 * Taking names apart: `Dns` (read, checked, canonical) with its parts, beside `tldts` used by hand on names that are
 * already clean. 200,000 distinct names.
 *
 *   node --conditions=pivotkit-source test/bench/domains.ts
 */
import { Dns } from '@pivotkit/entities';
import { parse } from 'tldts';

const count = 200_000;
const endings = ['com', 'co.uk', 'org', 'github.io', 'de', 'com.br', 'museum', 'xn--p1ai'];
const names = Array.from({ length: count }, (_, i) => `host${i % 97}.name${i}.${endings[i % endings.length] ?? 'com'}`);

function perSecond(name: string, work: () => unknown): number {
  work();
  let best = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const startMs = performance.now();
    work();
    best = Math.min(best, performance.now() - startMs);
  }
  const rate = count / (best / 1_000);
  console.log(`${name.padEnd(44)} ${Math.round(rate).toLocaleString('en').padStart(12)} a second`);
  return rate;
}

const byHand = perSecond('tldts by hand: parse', () => {
  for (const name of names) parse(name);
});
const entities = names.map((name) => Dns.create(name));
const parts = perSecond('parts of an entity that is there', () => {
  for (const entity of entities) entity.parts();
});
const read = perSecond('text → entity → parts', () => {
  for (const name of names) {
    const read = Dns.parse(name);
    if (read.ok) read.value.parts();
  }
});
console.log(
  `parts are at ${(parts / byHand).toFixed(2)} of tldts by hand, with reading the text at ${(read / byHand).toFixed(2)}`,
);
