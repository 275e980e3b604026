/**
 * Look-ups in a MaxMind DB file: the pivot (place, network, source; joined into a table) beside the package `maxmind` used
 * by hand. The database of countries that comes with the plugin; 200,000 distinct public addresses.
 *
 *   node --conditions=pivotkit-source test/bench/geolocation.ts
 */
import { readFileSync } from 'node:fs';
import { createSession, Table } from '@pivotkit/core';
import { IpAddress, isPublicAddress } from '@pivotkit/entities';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { Reader, type CountryResponse } from 'maxmind';
import { embeddedDatabase } from '../../plugins/geolocation/src/files.ts';
import { databaseFrom } from '../../plugins/geolocation/src/database.ts';
import { locate } from '../../plugins/geolocation/src/locate.ts';
import { placeReader } from '../../plugins/geolocation/src/record.ts';

const count = 200_000;

/** Spread evenly over the address space, the same in every run. */
function addresses(): string[] {
  const all: string[] = [];
  for (let i = 0; all.length < count; i += 1) {
    const number = (i * 2_654_435_761) % 2 ** 32;
    const address = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
    if (isPublicAddress(address)) all.push(address);
  }
  return all;
}

async function perSecond(name: string, items: number, work: () => unknown): Promise<number> {
  await work();
  let best = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const startMs = performance.now();
    await work();
    best = Math.min(best, performance.now() - startMs);
  }
  const rate = items / (best / 1_000);
  console.log(`${name.padEnd(52)} ${Math.round(rate).toLocaleString('en').padStart(12)} a second`);
  return rate;
}

const texts = addresses();
const entities = texts.map((text) => IpAddress.create(text));
const bytes = readFileSync(embeddedDatabase());
const reader = new Reader<CountryResponse>(bytes);
const locator = { databases: [databaseFrom(bytes, 'bench')], knowsInternal: false, placeOf: placeReader(['en']) };
const session = await createSession({ plugins: [geolocation] });
const table = Table.fromRows(texts.map((address) => ({ address })));

const byHand = await perSecond('maxmind by hand: getWithPrefixLength', count, () => {
  for (const text of texts) reader.getWithPrefixLength(text);
});
const answered = await perSecond('what the plugin answers: place, network, source', count, () => {
  for (const entity of entities) locate(entity, locator);
});
const joined = await perSecond('the pivot over a table, joined', count, () =>
  session.from(table).pivot(session.entities.IpAddress.geolocation, { column: 'address' }).run(),
);
console.log(
  `the plugin is at ${(answered / byHand).toFixed(2)} of maxmind by hand, the joined table at ${(joined / byHand).toFixed(2)}`,
);
await session.close();
