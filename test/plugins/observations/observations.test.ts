import { Table } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { createObservations, Observations, type NewObservation } from '@pivotkit/plugin-observations';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedClock } from '../../support/clock.ts';

const clock = fixedClock();
const empty = (): Observations => createObservations({ clock });
const day = (of: number): Date => new Date(Date.UTC(2026, 10, of));

describe('an entry', () => {
  test('is kept in one form, whatever it was given in', () => {
    const one = empty().add({
      caption: 'Found',
      score: 70,
      tags: [' Logon', 'logon', 'b', ''],
      attack: ['t1078', 'T1059.001', 'T1078'],
      entities: [IpAddress.create('8.8.8.8'), { kind: 'IpAddress', key: '8.8.8.8' }],
      timeRange: { start: day(1), end: day(2) },
    });
    expect(one).toMatchObject({
      recordedAt: clock.now().toISOString(),
      score: { value: 70, of: 100 },
      tags: ['b', 'logon'],
      attack: ['T1059.001', 'T1078'],
      entities: [{ kind: 'IpAddress', key: '8.8.8.8' }],
      timeRange: { start: '2026-11-01T00:00:00.000Z', end: '2026-11-02T00:00:00.000Z' },
    });
  });

  test('never changes', () => {
    const given = { caption: 'Found', tags: ['a'], properties: { a: 1 } };
    const one = empty().add(given);
    given.tags.push('b');
    given.properties.a = 2;
    expect([one.tags, one.properties]).toEqual([['a'], { a: 1 }]);
    expect([Object.isFrozen(one), Object.isFrozen(one.tags), Object.isFrozen(one.properties)]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('noted twice in an instant is kept once', () => {
    const list = empty();
    expect(list.add({ caption: 'a' })).toBe(list.add({ caption: 'a' }));
    list.add({ caption: 'b' });
    expect(list.size).toBe(2);
  });

  const wrong: readonly (readonly [string, NewObservation])[] = [
    ['caption', { caption: '' }],
    ['score', { caption: 'a', score: 101 }],
    ['score.value', { caption: 'a', score: { value: -1, of: 5 } }],
    ['score.value', { caption: 'a', score: Number.NaN }],
    ['attack.0', { caption: 'a', attack: ['T99'] }],
    ['link', { caption: 'a', link: 'data:text/html,x' }],
    ['timeRange.start', { caption: 'a', timeRange: { start: new Date(Number.NaN), end: day(1) } }],
    ['timeRange', { caption: 'a', timeRange: { start: day(2), end: day(1) } }],
  ];
  test.each(wrong)('with a wrong %s is refused, and the place named: %o', (place, given) => {
    const list = empty();
    expect(() => list.add(given)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }));
    expect(() => list.add(given)).toThrow(place);
    expect(list.size).toBe(0);
  });
});

describe('the excerpt', () => {
  const table = Table.fromRows(
    Array.from({ length: 30 }, (_, i) => ({ i, at: day(1), list: [i], text: 'x'.repeat(1_000), none: null })),
  );

  test('has the first rows as they can be written', () => {
    const { excerpt } = empty().add({ caption: 'a', data: table, excerptRows: 2 });
    expect(excerpt?.columns).toEqual(['i', 'at', 'list', 'text', 'none']);
    expect(excerpt?.totalRows).toBe(30);
    expect(excerpt?.rows[1]).toEqual([1, '2026-11-01T00:00:00.000Z', '[1]', `${'x'.repeat(499)}…`, null]);
  });

  test('has the columns asked for; one that is not there is an error', () => {
    expect(empty().add({ caption: 'a', data: table, excerptColumns: ['i'] }).excerpt?.columns).toEqual(['i']);
    expect(() => empty().add({ caption: 'a', data: table, excerptColumns: ['j'] })).toThrow("no column 'j'");
  });
});

test('a finding is marked as strictly as its data and its entities', () => {
  const amber = IpAddress.create({ address: '8.8.8.8', marking: 'amber' });
  expect(empty().add({ caption: 'a', entities: [amber], marking: 'green' }).marking).toBe('amber');
  const plain = Table.fromRows([{ a: 1 }, { a: 2 }]);
  const marked = Table.of([['a', { ...plain.column('a'), marks: Uint8Array.from([0, 5]) }]]);
  // The second row is in no excerpt of one row, but counts.
  expect(empty().add({ caption: 'a', data: marked, excerptRows: 1 }).marking).toBe('red');
  expect(empty().add({ caption: 'a', data: plain }).marking).toBeUndefined();
});

describe('the list', () => {
  const list = empty();
  list.add({ caption: 'one', score: 20, tags: ['x'], timeRange: { start: day(5), end: day(6) } });
  list.add({ caption: 'two', attack: ['T1059.001'], entities: [{ kind: 'Host', key: 'srv7' }] });
  list.add({
    caption: 'three',
    score: { value: 9, of: 10 },
    tags: ['X', 'y'],
    timeRange: { start: day(1), end: day(2) },
  });
  const captions = (...asked: Parameters<Observations['list']>): string[] =>
    list.list(...asked).map(({ caption }) => caption);

  test.each([
    [{}, ['one', 'two', 'three']],
    [{ tags: ['X'] }, ['one', 'three']],
    [{ tags: ['y', 'z'] }, ['three']],
    [{ minScore: 20 }, ['one', 'three']],
    [{ minScore: 20.1 }, ['three']],
    [{ attack: ['t1059'] }, ['two']],
    [{ attack: ['T105'] }, []],
    [{ entity: 'srv7' }, ['two']],
    [{ entity: 'Host srv7' }, ['two']],
    [{ entity: 'Account srv7' }, []],
    [{ from: day(2), to: day(5) }, ['one', 'three']],
    [{ from: day(3), to: day(4) }, []],
    [{ tags: ['x'], minScore: 50 }, ['three']],
  ])('by %o', (filter, expected) => expect(captions(filter)).toEqual(expected));

  test('in other orders, what has no score or time last', () => {
    expect(captions({}, 'score')).toEqual(['three', 'one', 'two']);
    expect(captions({}, 'time')).toEqual(['three', 'one', 'two']);
  });

  test('merged: what is there once is there once', () => {
    const other = empty();
    other.add({ caption: 'two', attack: ['T1059.001'], entities: [{ kind: 'Host', key: 'srv7' }] });
    other.add({ caption: 'four' });
    expect(
      list
        .merge(other)
        .list()
        .map(({ caption }) => caption),
    ).toEqual(['one', 'two', 'three', 'four']);
    expect(list.size).toBe(3);
  });

  test('as a table', () => {
    expect(list.toTable({ minScore: 50 }).toRows()).toMatchObject([
      { caption: 'three', score: 90, tags: ['x', 'y'], start: day(1), end: day(2), rows: null, marking: null },
    ]);
    expect(empty().toTable().columnNames).toHaveLength(16);
  });
});

describe('JSON', () => {
  test('whatever is noted comes back as it was', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const cell = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
    );
    const given = fc.record({
      caption: text,
      description: fc.option(text, { nil: undefined }),
      score: fc.option(fc.nat(100), { nil: undefined }),
      tags: fc.array(text),
      properties: fc.dictionary(text, cell),
      data: fc.constantFrom(undefined, Table.fromRows([{ a: 1, b: 'x\ud800', c: Number.NaN }])),
    });
    fc.assert(
      fc.property(fc.array(given, { maxLength: 4 }), (all) => {
        const list = empty();
        for (const one of all) list.add(one);
        const again = Observations.fromJSON(JSON.parse(JSON.stringify(list)));
        expect([...again]).toEqual([...list]);
      }),
      { numRuns: 200 },
    );
  });

  test('of another version, or with something wrong, is refused with the place', () => {
    const document = JSON.parse(JSON.stringify(empty())) as object;
    expect(() => Observations.fromJSON({ ...document, schemaVersion: 2 })).toThrow('schemaVersion');
    expect(() => Observations.fromJSON({ ...document, observations: [{ caption: 1 }] })).toThrow(
      'observations.0.caption',
    );
  });
});

describe('Markdown', () => {
  test('shows what is known', () => {
    const list = empty();
    list.add({
      caption: 'Logons',
      score: { value: 7, of: 10 },
      marking: 'amber',
      entities: [IpAddress.create('8.8.8.8')],
      timeRange: { start: day(1), end: day(1) },
      data: Table.fromRows([
        { n: 1, name: null },
        { n: 2, name: 'b' },
      ]),
      excerptRows: 1,
    });
    expect(list.toMarkdown()).toBe(
      [
        '## Logons',
        '',
        '- **Marking**: TLP:AMBER',
        '- **Score**: 7 of 10',
        '- **Time**: 2026-11-01T00:00:00.000Z',
        String.raw`- **Entities**: IpAddress 8\[.\]8\[.\]8\[.\]8`,
        `- **Noted**: ${clock.now().toISOString()}`,
        '',
        '| n | name |',
        '| --- | --- |',
        '| 1 | – |',
        '',
        '… and 1 more rows',
        '',
      ].join('\n'),
    );
  });

  test('nothing from outside becomes markup or a link', () => {
    const hostile = '<script>x</script> [a](http://evil.com/a) | `b` **c** www.evil.com bob@evil.com\n# d \u202eexe';
    const list = empty();
    list.add({
      caption: hostile,
      description: hostile,
      tags: [hostile],
      dataType: hostile,
      link: 'https://evil.com/a?b=<c>',
      properties: { [hostile]: hostile },
      entities: [{ kind: hostile, key: hostile }],
      data: Table.fromRows([{ [hostile]: hostile }]),
    });
    const text = list.toMarkdown();
    expect(text).not.toMatch(/<script|\]\(|[^\\]`|https?:\/\/|www\.|evil\.com|@|\u202e|^# d/m);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(1);
  });
});
