/**
 * What a local pivot over a table costs, beside a plain loop that does the same for every row, in one run.
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/pivots.ts [rows] [distinct]`
 */
import { createSession, Table } from '@pivotkit/core';
import { addressBlock, embeddedIpv4, IpAddress, isPublicAddress } from '@pivotkit/entities';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { extractIocs, ioc } from '@pivotkit/plugin-ioc';
import { ip } from '@pivotkit/plugin-ip';
import { openDatabase } from '../../plugins/geolocation/src/database.ts';
import { embeddedDatabase } from '../../plugins/geolocation/src/files.ts';
import { locate, type Locator } from '../../plugins/geolocation/src/locate.ts';
import { placeReader } from '../../plugins/geolocation/src/record.ts';

const rowCount = Number(process.argv[2] ?? 100_000);
const distinctCount = Number(process.argv[3] ?? 10_000);
const rounds = 5;

/** Rows per second of msticpy 3.0.2 for its pivot `ip_type`, measured on a machine of two cores like this one. */
const peerRowsPerSecond = 4_055;

/** Texts per second of its extraction of indicators, measured there too. */
const peerTextsPerSecond = 1_954;

const session = await createSession({ plugins: [ip, geolocation, ioc] });
const { IpAddress: Address } = session.entities;
const locator: Locator = {
  databases: [await openDatabase(embeddedDatabase())],
  placeOf: placeReader(['en']),
  knowsInternal: false,
};

const addresses = Array.from({ length: distinctCount }, (_, i) => addressOf(i));
const cells = Array.from({ length: rowCount }, (_, i) => addresses[(i * 7_919) % distinctCount] ?? '');
const table = tableOf(cells);
/** Each row another address, so that a look-up is kept for every one: a million cells of `ip.scope` at 150,000 rows. */
const eachAnother = tableOf(Array.from({ length: 150_000 }, (_, i) => addressOf(i)));

function tableOf(src: readonly string[]) {
  return Table.fromColumns({ n: Int32Array.from(src, (_, i) => i), src });
}

/** Spread over the address space by a multiplicative hash, the same in every run. */
function addressOf(i: number): string {
  const value = Math.imul(i + 1, 2_654_435_761) >>> 0;
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

interface Contest {
  readonly name: string;
  pivot(rows: typeof table): Promise<{ readonly table: Table<object> }>;
  loop(): object[];
}

const scopeRow = (src: string, n: number): object => {
  const parsed = IpAddress.parse(src);
  if (!parsed.ok) return { n, src };
  const { address, version } = parsed.value;
  const block = addressBlock(address);
  const isPublic = isPublicAddress(address);
  return {
    n,
    src,
    version,
    scope: block?.scope,
    isPublic,
    embeddedIpv4: embeddedIpv4(address),
    block: block?.prefix,
    reference: block?.source,
  };
};

const placeRow = (src: string, n: number): object => {
  const parsed = IpAddress.parse(src);
  const result = parsed.ok ? locate(parsed.value, locator) : undefined;
  return { n, src, ...(result?.status === 'found' ? result.rows[0] : {}) };
};

const contests: readonly Contest[] = [
  {
    name: 'ip.scope',
    pivot: (rows) => session.from(rows).pivot(Address.ip.scope, { column: 'src' }).run(),
    loop: () => cells.map(scopeRow),
  },
  {
    name: 'geolocation',
    pivot: (rows) => session.from(rows).pivot(Address.geolocation, { column: 'src' }).run(),
    loop: () => cells.map(placeRow),
  },
];

console.log(
  `${rowCount.toLocaleString('en')} rows, ${distinctCount.toLocaleString('en')} distinct addresses, best of ${rounds}, Node ${process.version}`,
);
for (const contest of contests) await report(contest);
await reportTexts();
console.log(`peak resident memory of the whole run: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
await session.close();

async function report({ name, pivot, loop }: Contest): Promise<void> {
  const pivotMs: number[] = [];
  const loopMs: number[] = [];
  // Interleaved, so that what else the machine does falls on both.
  for (let round = 0; round < rounds; round++) {
    pivotMs.push(await timed(() => pivot(table)));
    loopMs.push(await timed(async () => loop()));
  }
  const pivotRate = rowCount / (Math.min(...pivotMs) / 1000);
  const loopRate = rowCount / (Math.min(...loopMs) / 1000);
  console.log(
    `${name}: pivot ${rate(pivotRate)} rows/s, plain loop without distinct values ${rate(loopRate)} rows/s, ratio ${(pivotRate / loopRate).toFixed(2)}`,
  );
  if (name === 'ip.scope')
    console.log(
      `  the peer's ip_type: ${rate(peerRowsPerSecond)} rows/s; ratio ${(pivotRate / peerRowsPerSecond).toFixed(0)}`,
    );
  await reportMemory('', table, pivot);
  await reportMemory(', no two rows alike', eachAnother, pivot);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function rate(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Bytes that saying where each cell came from costs: what a result holds more than the same one without origins. */
async function reportMemory(what: string, rows: typeof table, pivot: Contest['pivot']): Promise<void> {
  const bare = await measured(async () => withoutOrigins((await pivot(rows)).table));
  const full = await measured(async () => (await pivot(rows)).table);
  const { codeBytes, columnCount } = originsOf((await pivot(rows)).table);
  const cellCount = rows.size * columnCount;
  const each = (bytes: number): string => (bytes / cellCount).toFixed(2);
  console.log(
    `  provenance of ${rate(cellCount)} cells in ${columnCount} columns${what}: ${each(full - bare)} bytes per cell, of these ${each(codeBytes)} in codes; ` +
      `the result without it: ${each(bare)} bytes per cell`,
  );
}

/** Bytes held on to by what `work` gives. */
async function measured(work: () => Promise<unknown>): Promise<number> {
  const before = heldBytes();
  const result = [await work()];
  const after = heldBytes();
  result.length = 0;
  return after - before;
}

function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function withoutOrigins(table: Table<object>): Table {
  return Table.of(
    table.columnNames.map((name) => {
      const { origin: _, ...column } = table.column(name);
      return [name, column] as const;
    }),
  );
}

function originsOf(table: Table<object>): { readonly codeBytes: number; readonly columnCount: number } {
  const origins = table.columnNames.map((name) => table.column(name).origin).filter((origin) => origin !== undefined);
  const codes = new Set(origins.map((origin) => origin.codes));
  return { codeBytes: [...codes].reduce((sum, one) => sum + one.byteLength, 0), columnCount: origins.length };
}

/** Command lines as they are met, no two alike, and one line of 10 MB. */
async function reportTexts(): Promise<void> {
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    const found = i % 16 === 0 ? ` curl http://host${i}.example.com/a?b=${i} ${addressOf(i)}` : '';
    return `"C:\\Program Files\\Agent\\Host ${i % 50}\\cmd.exe" /c echo ${i} -EventId ${i * 7}${found}`;
  });
  const texts = Table.fromColumns({ CommandLine: lines });
  const times: number[] = [];
  for (let round = 0; round < rounds; round++)
    times.push(
      await timed(() =>
        session
          .from(texts)
          .verb('ioc.extract', { columns: ['CommandLine'] })
          .run(),
      ),
    );
  const perSecond = lines.length / (Math.min(...times) / 1000);
  console.log(
    `ioc.extract: ${rate(perSecond)} texts/s; the peer's: ${rate(peerTextsPerSecond)}; ratio ${(perSecond / peerTextsPerSecond).toFixed(0)}`,
  );
  const line = lines.join(' ').repeat(10).slice(0, 10_000_000);
  const lineMs = await timed(async () => extractIocs(line));
  console.log(`  one line of ${rate(line.length / 1_000_000)} MB: ${rate(lineMs)} ms`);
}
