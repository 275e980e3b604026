import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineBatches, readTable } from '../../../../core/src/table/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'pivotkit-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function lines(text: string, batchRows = 2): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of lineBatches([text], { batchRows })) batches.push(batch.cells('line').map(String));
  return batches;
}

test.each([
  ['one batch after the other', 'a\nb\nc\n', [['a', 'b'], ['c']]],
  ['commas, quotes and blanks as they are', ' a,"b\r\nc', [[' a,"b', 'c']]],
  ['empty lines too', 'a\n\n', [['a', '']]],
  ['none at all', '', [[]]],
])('%s', async (_, text, expected) => {
  expect(await lines(text)).toEqual(expected);
});

test.each(['auth.log', 'auth.TXT'])('%s is read by lines', async (name) => {
  writeFileSync(join(folder, name), 'one, "two\nthree\n');
  const table = await readTable(join(folder, name));
  expect(table.toRows()).toEqual([{ line: 'one, "two' }, { line: 'three' }]);
});
