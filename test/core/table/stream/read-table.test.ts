import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Table, formatArrow, readTable } from '../../../../core/src/table/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pivotkit-table-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = new Date('2026-01-02T03:04:05Z');

test.each([
  ['t.csv', 'n,at\n1,2026-01-02T03:04:05Z\n'],
  ['t.tsv', 'n\tat\n1\t2026-01-02T03:04:05Z\n'],
  ['T.JSON', '\uFEFF[{"n":1,"at":"2026-01-02T03:04:05Z"}]'],
  ['t.ndjson', '{"n":1,"at":"2026-01-02T03:04:05Z"}\n'],
  ['t.jsonl', '{"n":1,"at":"2026-01-02T03:04:05Z"}\n'],
  ['t.arrow', formatArrow(Table.fromRows([{ n: 1, at }]))],
  ['t.feather', formatArrow(Table.fromRows([{ n: 1, at: at.toISOString() }]))],
])('%s is read by its ending', async (name, content) => {
  await writeFile(join(folder, name), content);
  const table = await readTable(join(folder, name), { types: { n: 'number', at: 'time' } });
  expect(table.toRows()).toEqual([{ n: 1, at }]);
});

test('infer finds times in JSON, too, but leaves texts of digits alone', async () => {
  await writeFile(join(folder, 'i.json'), '[{"n":"1","at":"2026-01-02T03:04:05Z"}]');
  expect((await readTable(join(folder, 'i.json'), { types: 'infer' })).toRows()).toEqual([{ n: '1', at }]);
});

test.each([
  ['missing.csv', 'FILE_NOT_FOUND'],
  ['missing.json', 'FILE_NOT_FOUND'],
  ['table.cvs', 'TABLE_FORMAT_UNKNOWN'],
  ['table', 'TABLE_FORMAT_UNKNOWN'],
])('%s gives %s', async (name, code) => {
  await expect(readTable(join(folder, name))).rejects.toMatchObject({ code });
});

test('a folder is no file', async () => {
  await expect(readTable(folder, { format: 'csv' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(readTable(join(folder, 't.cvs'))).rejects.toThrow("Did you mean '.csv'?");
});
