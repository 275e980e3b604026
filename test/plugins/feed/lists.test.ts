import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ListConfig } from '../../../plugins/feed/src/config.ts';
import { listSchema } from '../../../plugins/feed/src/config.ts';
import type { Indicator } from '../../../plugins/feed/src/indicator.ts';
import { loadFeed } from '../../../plugins/feed/src/load.ts';
import { readCsvList } from '../../../plugins/feed/src/read/csv.ts';
import { parseJson, readAnyJson } from '../../../plugins/feed/src/read/json.ts';
import { readTextList } from '../../../plugins/feed/src/read/text.ts';

const csv = (text: string, options: object = {}) => readCsvList(text, { list: 'L', delimiter: ',', ...options });
const text = (content: string, options: object = {}) => readTextList(content, { list: 'L', ...options });
const json = (content: unknown, options: object = {}) => readAnyJson(content, { list: 'L', ...options });

/** What is there, without what is undefined. */
const shown = (indicator: Indicator | undefined): unknown => JSON.parse(JSON.stringify(indicator ?? null));
const valuesOf = ({ indicators }: { readonly indicators: readonly Indicator[] }): string[] =>
  indicators.map(({ type, value }) => `${type} ${value}`);

describe('CSV', () => {
  test('columns are found by name, in any spelling', () => {
    const reading = csv(
      'First Seen,IOC,Indicator Type,Confidence Level,TLP,valid_until,Tags,Comment,Reporter\n' +
        '2026-01-01T00:00:00Z,8[.]8.8.8,IPv4,75%,TLP:AMBER,2026-12-31,"c2, bot",said so,me\n',
    );
    expect(reading.unreadable).toEqual([]);
    expect(shown(reading.indicators[0])).toEqual({
      type: 'ip',
      value: '8.8.8.8',
      list: 'L',
      reference: 'row 1',
      confidence: 75,
      tlp: 'amber',
      validFrom: '2026-01-01T00:00:00.000Z',
      validUntil: '2026-12-31T00:00:00.000Z',
      source: 'me',
      description: 'said so',
      labels: ['c2', 'bot'],
    });
  });

  test('a column that nothing names is found by its cells', () => {
    expect(valuesOf(csv('n,what\n1,8.8.8.8\n2,a.example.net\n'))).toEqual(['ip 8.8.8.8', 'domain a.example.net']);
  });

  test('columns are taken as stated', () => {
    const options = { column: 'b', typeColumn: 'kind of' };
    expect(valuesOf(csv('a,b,kind of\n8.8.8.8,9.9.9.9,ip\n', options))).toEqual(['ip 9.9.9.9']);
  });

  test('remarks before the header are left out, and lines keep their numbers', () => {
    expect(valuesOf(csv('# a list\n# of things\nioc\n8.8.8.8\n'))).toEqual(['ip 8.8.8.8']);
    expect(() => csv('# a list\nioc,b\n8.8.8.8,"x\n')).toThrow(expect.objectContaining({ line: 3 }));
  });

  test.each<[string, string, string[]]>([
    ['in a remark', '# a list\n# id,url,more\n"1","http://a.example.net/","x"\n', ['url http://a.example.net/']],
    ['missing', '1,8.8.8.8\n2,9.9.9.9\n', ['ip 8.8.8.8', 'ip 9.9.9.9']],
    ['missing after a remark', '# a, b, c\n8.8.8.8\n9.9.9.9\n', ['ip 8.8.8.8', 'ip 9.9.9.9']],
    ['with names like domains', 'ip.src,ip.dst\n8.8.8.8,9.9.9.9\n', ['ip 8.8.8.8']],
  ])('a header %s', (_, content, expected) => {
    expect(valuesOf(csv(content))).toEqual(expected);
  });

  test('entries that cannot be used are told, the others are used', () => {
    const reading = csv(
      'ioc,confidence,tlp,validUntil\n8.8.8.8,,,\nrubbish!,,,\n9.9.9.9,120,,\n1.1.1.1,,pink,soon\n,,,\n',
    );
    expect(valuesOf(reading)).toEqual(['ip 8.8.8.8']);
    expect(reading.unreadable.map(({ reference, problem }) => `${reference}: ${problem}`)).toEqual([
      expect.stringMatching(/^row 2: 'rubbish!'/),
      "row 3: '9.9.9.9': its confidence '120' is not between 0 and 100",
      "row 4: '1.1.1.1': its marking 'pink' is no TLP level; its end 'soon' is no time",
      expect.stringMatching(/^row 5: ''.*empty/),
    ]);
  });

  test('what the list says of all counts where an entry says nothing', () => {
    const reading = csv('ioc,confidence,tlp\n8.8.8.8,,\n9.9.9.9,10,red\n', { confidence: 60, tlp: 'green' });
    expect(reading.indicators.map(({ confidence, tlp }) => [confidence, tlp])).toEqual([
      [60, 'green'],
      [10, 'red'],
    ]);
  });

  test.each([
    ['ioc\n8.8.8.8\n', { column: 'iok' }, "no column 'iok'; did you mean 'ioc'?"],
    ['ioc\n8.8.8.8\n', { typeColumn: 'kind' }, "no column 'kind'"],
    ['a,b\nx,y\n', {}, 'none of its columns looks like one of indicators; name it as `column`: a, b'],
    ['', {}, 'empty'],
  ])('%j %j', (content, options, problem) => {
    expect(() => csv(content, options)).toThrow(problem);
  });
});

describe('plain text', () => {
  test('a value a line, with remarks', () => {
    const reading = text(
      '# a list\r\n\r\n8.8.8.8\r\n  9.9.9.0/24 # a network\n1.1.1.0/24 ; SBL1\n// no\nhttp://a.example.net/#x\n0.0.0.0 bad.example.net\n',
    );
    expect(valuesOf(reading)).toEqual([
      'ip 8.8.8.8',
      'network 9.9.9.0/24',
      'network 1.1.1.0/24',
      'url http://a.example.net/',
      'domain bad.example.net',
    ]);
    expect(reading.indicators.map(({ reference, description }) => [reference, description])).toEqual([
      ['line 3', undefined],
      ['line 4', 'a network'],
      ['line 5', 'SBL1'],
      ['line 7', undefined],
      ['line 8', undefined],
    ]);
    expect(reading.unreadable).toEqual([]);
  });

  test.each([
    ['# TLP:AMBER+STRICT only\n8.8.8.8', {}, 'amber+strict'],
    ['8.8.8.8\n# TLP:RED', {}, undefined],
    ['# TLP:AMBER\n8.8.8.8', { tlp: 'green' }, 'green'],
  ])('marking: %j %j', (content, options, tlp) => {
    expect(text(content, options).indicators[0]?.tlp).toBe(tlp);
  });

  test('a hostile line is read in a moment', () => {
    const lines = [
      ' '.repeat(300_000),
      `x${' '.repeat(300_000)}x`,
      '#'.repeat(300_000),
      '.'.repeat(300_000),
      ':'.repeat(300_000),
    ];
    expect(text(lines.join('\n')).indicators).toEqual([]);
  });

  test('a line that is nothing is told', () => {
    expect(text('8.8.8.8\nhello world\n').unreadable).toEqual([
      { reference: 'line 2', problem: expect.stringContaining("'hello world'") },
    ]);
  });
});

describe('JSON', () => {
  test.each<[string, unknown]>([
    ['texts', ['8.8.8.8', 'a.example.net']],
    ['objects', [{ ioc: '8.8.8.8' }, { ioc: 'a.example.net' }]],
    ['texts and objects', ['8.8.8.8', { indicator: 'a.example.net' }]],
    ['one list in an object', { count: 2, data: ['8.8.8.8', 'a.example.net'] }],
  ])('%s', (_, content) => {
    expect(valuesOf(json(content))).toEqual(['ip 8.8.8.8', 'domain a.example.net']);
  });

  test('an empty list is empty', () => {
    expect(json([])).toEqual({ indicators: [], unreadable: [] });
  });

  test.each<[string, unknown, string]>([
    ['a number', 5, 'neither a list nor an object'],
    ['two lists', { a: [], b: [] }, 'neither a list nor an object with one list'],
    ['numbers', ['8.8.8.8', 5], 'entry 2 is neither a text nor an object'],
    ['a bundle without objects', { type: 'bundle' }, 'no STIX bundle'],
    ['an event that is none', { Event: { Attribute: 'x' } }, 'no MISP event'],
  ])('%s is refused', (_, content, problem) => {
    expect(() => json(content)).toThrow(problem);
  });

  test('the line of a fault anywhere', () => {
    const value = fc.json({ maxDepth: 3 }).map((one) => JSON.stringify(JSON.parse(one), null, 1));
    fc.assert(
      fc.property(value, fc.nat(), (one, place) => {
        const at = place % (one.length + 1);
        const broken = `[\n"a long beginning",\n${one.slice(0, at)}\u0001${one.slice(at)}\n]`;
        const line = broken.slice(0, broken.indexOf('\u0001')).split('\n').length;
        expect(() => parseJson(broken)).toThrow(expect.objectContaining({ line }));
      }),
    );
  });

  test.each([
    ['[\n1,\n]', 3],
    ['{\n"a": 1', 2],
    ['', 1],
  ])('the line of a fault in %j', (content, line) => {
    expect(() => parseJson(content)).toThrow(expect.objectContaining({ line }));
  });
});

describe('MISP', () => {
  const attribute = (type: string, value: string, more: object = {}) => ({
    type,
    value,
    to_ids: true,
    uuid: 'u',
    ...more,
  });
  const event = (attributes: object[], more: object = {}) => ({ Event: { info: 'E', Attribute: attributes, ...more } });

  test.each<[string, object, string[]]>([
    ['two values', attribute('domain|ip', 'a.example.net|8.8.8.8'), ['domain a.example.net', 'ip 8.8.8.8']],
    ['a value and a detail', attribute('ip-dst|port', '8.8.8.8|443'), ['ip 8.8.8.8']],
    [
      'name and hash',
      attribute('filename|md5', 'x|d41d8cd98f00b204e9800998ecf8427e'),
      ['hash d41d8cd98f00b204e9800998ecf8427e'],
    ],
    [
      'a sample',
      attribute('malware-sample', 'x|d41d8cd98f00b204e9800998ecf8427e'),
      ['hash d41d8cd98f00b204e9800998ecf8427e'],
    ],
    ['a URL with a bar', attribute('url', 'http://a.example.net/?a|b'), ['url http://a.example.net/?a|b']],
    ['a sender', attribute('email-src', 'a@example.net'), ['mail a@example.net']],
    ['context', attribute('comment', '8.8.8.8'), []],
    ['deleted', attribute('ip-dst', '8.8.8.8', { deleted: true }), []],
  ])('%s', (_, one, expected) => {
    expect(valuesOf(json(event([one])))).toEqual(expected);
  });

  test('objects, several events, tags, levels', () => {
    const tags = [{ name: 'tlp:green' }, { name: 'misp:confidence-level="usually-confident"' }];
    const first = event([attribute('ip-src', '8.8.8.8', { Tag: [{ name: 'tlp:red' }], comment: 'c' })], {
      Tag: tags,
      threat_level_id: '1',
      Orgc: { name: 'Org' },
      Object: [
        { Attribute: [attribute('domain', 'a.example.net', { to_ids: false })] },
        { deleted: true, Attribute: [attribute('domain', 'b.example.net')] },
      ],
    });
    const reading = json({ response: [first, event([attribute('ip-src', '9.9.9.9')])] });
    expect(reading.indicators.map(shown)).toMatchObject([
      { value: '8.8.8.8', tlp: 'red', confidence: 75, severity: 'high', source: 'Org', description: 'c — E' },
      { value: 'a.example.net', tlp: 'green', forDetection: false },
      { value: '9.9.9.9', description: 'E' },
    ]);
  });

  test('a value that is not of its type is told', () => {
    const { unreadable } = json(event([attribute('ip-dst', 'nonsense'), attribute('domain|ip', 'a.example.net')]));
    expect(unreadable.map(({ reference }) => reference)).toEqual(['u', 'u']);
  });
});

describe('STIX', () => {
  const indicator = (more: object = {}) => ({
    type: 'indicator',
    id: 'indicator--1',
    pattern: "[ipv4-addr:value = '8.8.8.8']",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00Z',
    ...more,
  });
  const bundle = (...objects: object[]) => ({ type: 'bundle', id: 'bundle--1', objects });

  test('what an indicator says of itself', () => {
    const reading = json(
      bundle(
        { type: 'identity', id: 'identity--1', name: 'Org' },
        { type: 'ipv4-addr', id: 'ipv4-addr--1', value: '9.9.9.9' },
        indicator({
          confidence: 80,
          valid_until: '2026-06-01T00:00:00+02:00',
          created_by_ref: 'identity--1',
          name: 'N',
          indicator_types: ['malicious-activity'],
          labels: ['x'],
          object_marking_refs: [
            'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
            'marking-definition--unknown',
          ],
        }),
      ),
    );
    expect(reading.indicators.map(shown)).toEqual([
      {
        type: 'ip',
        value: '8.8.8.8',
        partial: false,
        list: 'L',
        confidence: 80,
        tlp: 'red',
        validFrom: '2026-01-01T00:00:00.000Z',
        validUntil: '2026-05-31T22:00:00.000Z',
        revoked: false,
        source: 'Org',
        description: 'N',
        labels: ['malicious-activity', 'x'],
        reference: 'indicator--1',
      },
    ]);
  });

  test('what TAXII sends is read as a bundle', () => {
    expect(valuesOf(json({ more: false, objects: [indicator()] }))).toEqual(['ip 8.8.8.8']);
  });

  test.each([
    ['by definition', { definition_type: 'tlp', definition: { tlp: 'amber' } }, 'amber'],
    ['by name', { name: 'TLP:AMBER+STRICT' }, 'amber+strict'],
    ['of another kind', { definition_type: 'statement', definition: { statement: 'mine' } }, undefined],
  ])('a marking %s', (_, marking, tlp) => {
    const id = 'marking-definition--1';
    const reading = json(
      bundle({ type: 'marking-definition', id, ...marking }, indicator({ object_marking_refs: [id] })),
    );
    expect(reading.indicators[0]?.tlp).toBe(tlp);
  });

  test.each([
    ['another language', { pattern_type: 'yara', pattern: 'rule x {}' }, 'its pattern is in yara, not STIX'],
    ['a broken pattern', { pattern: '[x' }, 'its pattern cannot be read'],
    ['a path that cannot be looked up', { pattern: "[process:name = 'x']" }, "'process:name' cannot be looked up"],
    ['a confidence beyond 100', { confidence: 101 }, "'confidence'"],
    ['a date that is none', { valid_until: 'soon' }, "'valid_until'"],
    ['no pattern', { pattern: undefined }, "'pattern'"],
  ])('%s is told', (_, more, problem) => {
    const reading = json(bundle(indicator(more), indicator({ id: 'indicator--2' })));
    expect(valuesOf(reading)).toEqual(['ip 8.8.8.8']);
    expect(reading.unreadable).toEqual([{ reference: 'indicator--1', problem: expect.stringContaining(problem) }]);
  });
});

describe('lists in files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pivotkit-feed-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const list = (path: string, more: object = {}): ListConfig => listSchema.parse({ name: path, path, ...more });
  const load = (...lists: ListConfig[]) => loadFeed(lists, (path) => join(folder, path));
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);

  test('the format follows from the ending, or is stated', async () => {
    write('a.csv', 'ioc\n8.8.8.8\n');
    write('b.tsv', 'ioc\tx\n8.8.8.8\ty\n');
    write('c.json', '\uFEFF["8.8.8.8"]');
    write('d.txt', '8.8.8.8');
    write('e', '8.8.8.8');
    write('f.log', '["8.8.8.8"]');
    const lists = ['a.csv', 'b.tsv', 'c.json', 'd.txt'].map((path) => list(path));
    const feed = await load(...lists, list('e', { format: 'text' }), list('f.log', { format: 'json' }));
    expect(feed.lists.map(({ indicators }) => indicators)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('all faults of all lists at once: list, file, line, problem', async () => {
    write('ragged.csv', 'ioc,b\n8.8.8.8,"x\n');
    write('broken.json', '[\n"8.8.8.8",\n');
    write('all.txt', 'hello there\nand here\n');
    write('data.bin', '');
    write('good.txt', '8.8.8.8');
    const names = ['none.csv', 'ragged.csv', 'broken.json', 'all.txt', 'data.bin', 'good.txt'];
    const loading = load(...names.map((path) => list(path)));
    await expect(loading).rejects.toMatchObject({
      code: 'FEED_INVALID',
      details: {
        list: [
          { list: 'none.csv', file: 'none.csv', line: undefined, problem: 'there is no such file' },
          { list: 'ragged.csv', line: 2 },
          { list: 'broken.json', line: 3, problem: expect.stringContaining('it is no JSON') },
          { list: 'all.txt', problem: expect.stringContaining('not one of its entries can be used; line 1') },
          { list: 'data.bin', problem: expect.stringContaining('state `format`: csv, json, stix, misp, text') },
        ],
      },
    });
    await expect(loading).rejects.toThrow(/- broken\.json \(broken\.json, line 3\): it is no JSON/);
  });

  test('a format that is stated wrongly', async () => {
    write('a.json', '[]');
    await expect(load(list('a.json', { format: 'stix' }))).rejects.toThrow('it is no STIX bundle');
    await expect(load(list('a.json', { format: 'misp' }))).resolves.toMatchObject({ lists: [{ indicators: 0 }] });
  });
});
