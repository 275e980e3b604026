import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvBatches, csvWriter, ndjsonWriter, readTable, Table, writeTable } from '../../../../core/src/table/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pivotkit-write-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const table = Table.fromRows([
  { a: 'x,y', n: 1, at: new Date('2026-01-02') },
  { a: null, n: null, at: null },
]);

test.each(['t.csv', 't.tsv', 't.json', 't.ndjson', 't.arrow'])('%s is written and read again', async (name) => {
  await writeTable(join(folder, name), table);
  const again = await readTable(join(folder, name), { types: { n: 'number', at: 'time' } });
  expect(again.toRows()).toEqual(table.toRows());
});

test.each(['no/such/folder/t.csv', 'no/such/folder/t.json', 'no/such/folder/t.ndjson'])(
  '%s cannot be written',
  async (name) => {
    await expect(writeTable(join(folder, name), table)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  },
);

/** A target that takes its time and counts what waits in it. */
class SlowTarget extends Writable {
  text = '';
  mostWaiting = 0;

  constructor() {
    super({ highWaterMark: 1_000, decodeStrings: false });
  }

  override _write(chunk: unknown, _encoding: unknown, done: () => void): void {
    this.mostWaiting = Math.max(this.mostWaiting, this.writableLength);
    this.text += String(chunk);
    setImmediate(done);
  }
}

describe('writers', () => {
  test('append tables, in the columns of the first, and leave a stream open', async () => {
    const target = new SlowTarget();
    const writer = csvWriter(target, { lineEnd: '\n' });
    await writer.write(Table.fromColumns({ a: ['1'], b: ['2'] }));
    await writer.write(Table.fromColumns({ b: ['4'], a: ['3'] }));
    await expect(writer.write(Table.fromColumns({ a: ['5'] }))).rejects.toMatchObject({ code: 'TABLE_COLUMN_MISSING' });
    await expect(writer.write(Table.fromColumns({ a: ['5'], b: ['6'], c: ['7'] }))).rejects.toThrow(
      "no column 'c' in the rows written before",
    );
    await writer.close();
    expect(target.text).toBe('a,b\n1,2\n3,4\n');
    expect(target.writable).toBe(true);
  });

  test('wait for a slow target', async () => {
    const target = new SlowTarget();
    const writer = ndjsonWriter(target);
    const large = Table.fromColumns({ n: Array.from({ length: 30_000 }, (_, i) => i) });
    await writer.write(large);
    await writer.close();
    expect(target.mostWaiting).toBeLessThan(5_000 * '{"n":30000}\n'.length + 1);
  });

  test('say when the target breaks', async () => {
    const writer = csvWriter(
      new Writable({
        write: (_chunk, _encoding, done) => {
          done(new Error('pipe closed'));
        },
      }),
    );
    await writer.write(table).catch(() => undefined);
    await expect(writer.close()).rejects.toThrow('pipe closed');
  });

  test('a file goes through in batches', async () => {
    const path = join(folder, 'large.csv');
    await writeTable(path, Table.fromColumns({ n: Array.from({ length: 1_000 }, (_, i) => `${i}`) }));
    const writer = csvWriter(join(folder, 'copy.csv'));
    for await (const batch of csvBatches(path, { batchRows: 100 })) await writer.write(batch);
    await writer.close();
    expect(await readFile(join(folder, 'copy.csv'), 'utf8')).toBe(await readFile(path, 'utf8'));
  });
});
