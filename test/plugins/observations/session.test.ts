import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, silentLog, type Log } from '@pivotkit/core';
import { createObservations, observations, observationsIn } from '@pivotkit/plugin-observations';
import { ip } from '@pivotkit/plugin-ip';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'observations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = [
  { address: '8.8.8.8', user: 'a', at: '2026-11-20T08:00:00Z' },
  { address: '1.1.1.1', user: 'b', at: '2026-11-20T07:00:00Z' },
  { address: null, user: 'b', at: null },
];

describe('observations.add', () => {
  test('notes counts, times, entities and the first rows, and lets the rows pass as they are', async () => {
    const list = createObservations();
    await using session = await createSession({ plugins: [observationsIn(list)] });
    const after = await session
      .from(rows)
      .verb('observations.add', {
        caption: '{rows} rows of {distinct.user} users about {entities}',
        description: 'From {first} to {last}, {0f-a} stays',
        score: 3,
        scoreOf: 5,
        entityColumns: ['address'],
        timeColumn: 'at',
        excerptRows: 1,
      })
      .run();
    expect(after.toRows()).toEqual(rows);
    expect(list.list()).toMatchObject([
      {
        caption: '3 rows of 2 users about 2',
        description: 'From 2026-11-20T07:00:00.000Z to 2026-11-20T08:00:00.000Z, {0f-a} stays',
        score: { value: 3, of: 5 },
        entities: [
          { kind: 'IpAddress', key: '8.8.8.8' },
          { kind: 'IpAddress', key: '1.1.1.1' },
        ],
        timeRange: { start: '2026-11-20T07:00:00.000Z', end: '2026-11-20T08:00:00.000Z' },
        excerpt: { rows: [['8.8.8.8', 'a', '2026-11-20T08:00:00Z']], totalRows: 3 },
      },
    ]);
  });

  test('is about the rows that are left, not those there were', async () => {
    const list = createObservations();
    await using session = await createSession({ plugins: [observationsIn(list)] });
    await session
      .from(rows)
      .filter(({ user }) => user === 'b')
      .verb('observations.add', { caption: '{rows} of {distinct.user}', entityColumns: ['address'] })
      .run();
    expect(list.list()).toMatchObject([{ caption: '2 of 1', entities: [{ kind: 'IpAddress', key: '1.1.1.1' }] }]);
  });

  test('keeps who said what', async () => {
    const list = createObservations();
    await using session = await createSession({ plugins: [ip, observationsIn(list)] });
    await session
      .from(rows)
      .pivot(session.entities.IpAddress.ip.scope, { column: 'address' })
      .verb('observations.add', { caption: 'a', excerptColumns: ['address', 'scope'] })
      .run();
    expect(list.list()[0]?.excerpt?.provenance).toMatchObject([{ column: 'scope', pivot: 'ip.scope', plugin: 'ip' }]);
  });

  test('keeps the marking of rows, and lists it', async () => {
    await using session = await createSession({ plugins: [observations] });
    const marked = session.from(rows).mark({ tlp: 'amber' });
    await marked.verb('observations.add', { caption: 'a' }).run();
    await session.from(rows).verb('observations.add', { caption: 'b' }).run();
    const listed = await session
      .from([{ a: 1 }])
      .verb('observations.list', {})
      .run();
    expect(listed.toRows().map(({ caption, marking }) => [caption, marking])).toEqual([
      ['a', 'amber'],
      ['b', null],
    ]);
    expect([listed.marking(0), listed.marking(1)]).toEqual(['amber', undefined]);
  });

  test('of no rows notes nothing unless it is asked to', async () => {
    const list = createObservations();
    await using session = await createSession({ plugins: [observationsIn(list)] });
    const none = session.from(rows).filter(() => false);
    await none.verb('observations.add', { caption: 'skipped' }).run();
    await none.verb('observations.add', { caption: '{rows} rows, {first}', whenEmpty: 'note', timeColumn: 'at' }).run();
    expect(list.list().map(({ caption }) => caption)).toEqual(['0 rows, –']);
  });

  test('what is wrong is said before anything runs', async () => {
    await using session = await createSession({ plugins: [observations] });
    const add = (options: { caption: string; score?: number; scoreOf?: number; attack?: string[] }) => () =>
      session.from(rows).verb('observations.add', options);
    expect(add({ caption: '{colour}' })).toThrow('{colour} is none of {rows}');
    expect(add({ caption: 'a', score: 6, scoreOf: 5 })).toThrow('beyond its scale');
    expect(add({ caption: 'a', attack: ['T1'] })).toThrow('no id of ATT&CK');
  });
});

test('observations.list filters and sorts', async () => {
  const list = createObservations();
  await using session = await createSession({ plugins: [observationsIn(list)] });
  for (const score of [10, 90, 50]) list.add({ caption: `s${score}`, score });
  const found = await session.from(rows).verb('observations.list', { minScore: 20, by: 'score' }).run();
  expect(found.toRows().map(({ caption }) => caption)).toEqual(['s90', 's50']);
});

describe('the file', () => {
  test('keeps findings for the next session, in a file of its owner', async () => {
    const path = join(folder, 'a.ndjson');
    const config = { observations: { file: path } };
    for (const caption of ['one', 'two']) {
      await using session = await createSession({ plugins: [observations], config });
      await session.from(rows).verb('observations.add', { caption }).run();
    }
    await using session = await createSession({ plugins: [observations], config });
    const listed = await session.from(rows).verb('observations.list', {}).run();
    expect(listed.toRows().map(({ caption }) => caption)).toEqual(['one', 'two']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('with a line cut off in the middle is read, added to, and the line named', async () => {
    const path = join(folder, 'b.ndjson');
    const config = { observations: { file: path } };
    const warnings: unknown[] = [];
    const log: Log = { ...silentLog, warn: (text, fields) => void warnings.push(text, fields) };
    await using first = await createSession({ plugins: [observations], config });
    await first.from(rows).verb('observations.add', { caption: 'one' }).run();
    appendFileSync(path, readFileSync(path, 'utf8').trim().slice(0, 40));
    await first.from(rows).verb('observations.add', { caption: 'two' }).run();
    await using second = await createSession({ plugins: [observations], config, log });
    const listed = await second.from(rows).verb('observations.list', {}).run();
    expect(listed.toRows().map(({ caption }) => caption)).toEqual(['one', 'two']);
    expect(JSON.stringify(warnings)).toContain('it is no JSON');
  });

  test('written by many at once has whole lines', async () => {
    const path = join(folder, 'c.ndjson');
    const config = { observations: { file: path } };
    await using session = await createSession({ plugins: [observations], config });
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        session
          .from(rows)
          .verb('observations.add', { caption: `finding ${i}` })
          .run(),
      ),
    );
    await using again = await createSession({ plugins: [observations], config });
    expect((await again.from(rows).verb('observations.list', {}).run()).size).toBe(50);
  });

  test('that cannot be read is an error that names it', async () => {
    const config = { observations: { file: folder } };
    await expect(createSession({ plugins: [observations], config })).rejects.toThrow(folder);
  });
});
