import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvBatches, ndjsonBatches, readCsv, type Row, type Table } from '../../../../core/src/table/index.ts';

async function collect(batches: AsyncIterable<Table>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

/** The bytes cut at the places given. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other),
    bytes.length,
  ];
  return borders.slice(1).map((border, i) => bytes.subarray(borders[i], border));
}

const csv = '\uFEFFname,"quoted ""x"""\r\nZoë,"a,b\r\nc ""d"""\r\n日本,\r"",😀\n';
const places = fc.array(fc.nat(), { maxLength: 20 });

test('CSV: however the bytes are cut, the rows are the same', async () => {
  const bytes = new TextEncoder().encode(csv);
  const expected = readCsv(csv).toRows();
  expect(expected).toEqual([
    { name: 'Zoë', 'quoted "x"': 'a,b\r\nc "d"' },
    { name: '日本', 'quoted "x"': null },
    { name: '', 'quoted "x"': '😀' },
  ]);
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: 4 }), async (cuts, batchRows) => {
      expect(await collect(csvBatches(cut(bytes, cuts), { batchRows }))).toEqual(expected);
    }),
  );
});

test('NDJSON: however the bytes are cut, the rows are the same', async () => {
  const bytes = new TextEncoder().encode('\uFEFF{"a":"Zoë"}\r\n\n{"a":"日本 😀","b":1}\n{"a":null}');
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: 4 }), async (cuts, batchRows) => {
      const rows = await collect(ndjsonBatches(cut(bytes, cuts), { batchRows, types: { b: 'number' } }));
      expect(rows.map((row) => [row['a'], row['b']])).toEqual([
        ['Zoë', null],
        ['日本 😀', 1],
        [null, null],
      ]);
    }),
  );
});

test('UTF-16 with a byte order mark is read, cut anywhere', async () => {
  const bytes = new Uint8Array(Buffer.from(csv, 'utf16le'));
  await fc.assert(
    fc.asyncProperty(places, async (cuts) => {
      expect(await collect(csvBatches(cut(bytes, cuts)))).toEqual(readCsv(csv).toRows());
    }),
  );
});

test('batches have at least the rows asked for, all but the last', async () => {
  const lines = Array.from({ length: 10 }, (_, i) => `${i}\n`);
  const sizes: number[] = [];
  for await (const batch of csvBatches(['n\n', ...lines], { batchRows: 4 })) sizes.push(batch.size);
  expect(sizes).toEqual([4, 4, 2]);
});

test('a header alone gives one empty table; with infer the first batch decides', async () => {
  for await (const batch of csvBatches(['a,b\n'])) expect([batch.size, batch.columnNames]).toEqual([0, ['a', 'b']]);
  const rows = await collect(csvBatches(['n\n', '1\n', '2\n'], { batchRows: 1, types: 'infer' }));
  expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
  await expect(collect(csvBatches(['n\n', '1\n', 'x\n'], { batchRows: 1, types: 'infer' }))).rejects.toThrow(
    'is not a number',
  );
});

test('line numbers count through pieces and batches', async () => {
  await expect(collect(csvBatches(['a,b\n1,', '2\n"x\n', 'y",2\n', '3\n'], { batchRows: 1 }))).rejects.toThrow(
    'Line 5',
  );
  await expect(collect(ndjsonBatches(['{"a":1}\n{"a"', ':1}\nx\n'], { batchRows: 1 }))).rejects.toThrow('Line 3');
});
