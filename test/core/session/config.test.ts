import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PivotKitError } from '@pivotkit/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig, type LoadedConfig } from '../../../core/src/session/config.ts';
import { textToValue, settingsOf } from '../../../core/src/session/config-text.ts';

let folder = '';
const write = (path: string, text: string): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'pivotkit-config-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string, environment: Readonly<Record<string, string>> = {}): Promise<LoadedConfig> =>
  loadConfig({ folder, file: join(folder, path), environment });

async function problemOf(text: string, path = 'wrong.yaml'): Promise<string> {
  write(path, text);
  const error: unknown = await read(path).catch((cause: unknown) => cause);
  if (!PivotKitError.is(error)) throw new Error('it was read');
  expect(error.code).toBe('CONFIG_INVALID');
  return error.message;
}

test('all settings, from YAML and JSON alike', async () => {
  const settings = {
    tlp: 'TLP:AMBER',
    last: '7d',
    offline: true,
    replay: 'replies',
    network: { timeoutMs: 5, connections: 2, maxBodyBytes: 10 },
    output: { format: 'ndjson', rows: 5 },
    cache: { store: 'memory:', folder: 'kept', maxAge: '2h' },
    quotas: {
      virustotal: [
        { per: 'minute', limit: 1000 },
        { per: 'day', limit: 5, sliding: true },
      ],
    },
    maxCalls: 0,
    maxWait: '5m',
  };
  write('a/all.json', JSON.stringify(settings));
  write(
    'a/all.yaml',
    Object.entries(settings)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join('\n'),
  );
  for (const path of ['a/all.json', 'a/all.yaml']) {
    const loaded = await read(path);
    expect(loaded.settings).toEqual({
      ...settings,
      tlp: 'amber',
      replay: join(folder, 'a', 'replies'),
      cache: { ...settings.cache, folder: join(folder, 'a', 'kept') },
    });
    expect(loaded.folder).toBe(join(folder, 'a'));
  }
});

test('is looked for upward, and need not be there', async () => {
  write('up/pivotkit.config.yml', 'tlp: green\n');
  write('up/below/deep/x', '');
  expect((await loadConfig({ folder: join(folder, 'up', 'below', 'deep'), environment: {} })).settings.tlp).toBe(
    'green',
  );
  const none = await loadConfig({ folder: join(folder, 'nowhere'), environment: {} });
  expect({ file: none.file, settings: none.settings }).toEqual({ file: undefined, settings: {} });
});

test('PIVOTKIT_CONFIG names the file, --config goes before it', async () => {
  write('env.yaml', 'tlp: red\n');
  write('flag.yaml', 'tlp: clear\n');
  const environment = { PIVOTKIT_CONFIG: join(folder, 'env.yaml') };
  expect((await loadConfig({ folder, environment })).settings.tlp).toBe('red');
  expect((await loadConfig({ folder, environment, file: 'flag.yaml' })).settings.tlp).toBe('clear');
});

test('an empty file and an empty variable say nothing', async () => {
  write('empty.yaml', '# nothing\n');
  expect((await read('empty.yaml', { PIVOTKIT_TLP: '' })).settings).toEqual({});
});

test('flag before environment before file, each named', async () => {
  write('order.yaml', 'tlp: red\nlast: 1d\nnetwork: { timeoutMs: 1, connections: 1 }\n');
  const { settings, sources } = await loadConfig({
    folder,
    file: 'order.yaml',
    environment: { PIVOTKIT_TLP: 'amber', PIVOTKIT_NETWORK_TIMEOUTMS: '2', PIVOTKIT_OFFLINE: 'yes' },
    flags: { tlp: 'green', last: undefined },
  });
  expect(settings).toEqual({ tlp: 'green', last: '1d', offline: true, network: { timeoutMs: 2, connections: 1 } });
  expect(sources.get('tlp')).toBe('flag --tlp');
  expect(sources.get('offline')).toBe('PIVOTKIT_OFFLINE');
  expect(sources.get('network.connections')).toMatch(/order\.yaml, line 3, column 26$/);
});

test('settings can be left out this time', async () => {
  write('live.yaml', 'replay: x\ntlp: red\n');
  const { settings } = await loadConfig({ folder, file: 'live.yaml', environment: {}, leaveOut: ['replay'] });
  expect(settings).toEqual({ tlp: 'red' });
});

describe('the cache', () => {
  const cacheOf = async (text: string, environment: Readonly<Record<string, string>>): Promise<unknown> => {
    write('cache.yaml', text);
    return (await read('cache.yaml', environment)).settings.cache;
  };

  test.each([
    ['cache: false', {}, false],
    ['cache: { maxAge: 1h }', { PIVOTKIT_CACHE: 'false' }, false],
    ['cache: false', { PIVOTKIT_CACHE_MAXAGE: '2h' }, { maxAge: '2h' }],
    ['cache: { maxAge: 1h, store: "memory:" }', { PIVOTKIT_CACHE_MAXAGE: '2h' }, { maxAge: '2h', store: 'memory:' }],
    ['', { PIVOTKIT_CACHE: '{"store":"memory:"}' }, { store: 'memory:' }],
  ])('%s with %j', async (text, environment, wanted) => {
    expect(await cacheOf(text, environment)).toEqual(wanted);
  });

  test('paths count from where they were written', async () => {
    const below = (path: string): string => join(folder, path);
    write('cached/c.yaml', 'cache: { store: "sqlite:a.sqlite" }');
    expect((await read('cached/c.yaml')).settings.cache).toEqual({ store: `sqlite:${below('cached/a.sqlite')}` });
    const environment = { PIVOTKIT_CACHE_STORE: 'sqlite:b.sqlite', PIVOTKIT_CACHE_FOLDER: 'c' };
    expect((await read('cached/c.yaml', environment)).settings.cache).toEqual({
      store: `sqlite:${below('b.sqlite')}`,
      folder: below('c'),
    });
  });

  test('quotas from a variable replace those of the file, and a mistake in them names it', async () => {
    write('quotas.yaml', 'quotas: { one: [{ per: day, limit: 1 }] }');
    const { settings } = await read('quotas.yaml', { PIVOTKIT_QUOTAS: '{"two":[{"per":"hour","limit":2}]}' });
    expect(settings.quotas).toEqual({ two: [{ per: 'hour', limit: 2 }] });
    await expect(read('quotas.yaml', { PIVOTKIT_QUOTAS: '{"two":[{"per":"hour"}]}' })).rejects.toThrow(
      /PIVOTKIT_QUOTAS: 'quotas\.two\.0\.limit'/,
    );
  });
});

describe('every mistake has its line and column', () => {
  test.each([
    ['tpl: red', ["line 1, column 1: there is no setting 'tpl'; did you mean 'tlp'?"]],
    [
      '# x\nnetwork:\n  timeout: 5',
      ["line 3, column 3: there is no setting 'network.timeout'; did you mean 'timeoutMs'?"],
    ],
    ['tlp: purple\nlast: week', ["line 1, column 1: 'tlp'", "line 2, column 1: 'last'"]],
    ['plugins:\n  ip: 5', ["line 2, column 3: 'plugins.ip': settings of a plugin are names with values"]],
    [
      'plugins: yes please',
      ["line 1, column 1: 'plugins': `plugins` is a list of names, or names with their settings"],
    ],
    ['timeRange: { start: 2026-01-01, end: 2026-01-02 }', ["'timeRange.start': a time is written as"]],
    ['cache:\n  foldr: x', ["line 2, column 3: there is no setting 'cache.foldr'; did you mean 'folder'?"]],
    ['cache:\n  maxAge: 2 weeks', ["line 2, column 3: 'cache.maxAge': a duration is a number with ms, s, m, h or d"]],
    [
      'cache: yes please',
      [
        "line 1, column 1: 'cache': `cache` is `store`, `folder`, `maxAge` and `staleWhileRevalidate`, or false for none",
      ],
    ],
    ['maxCalls: -1', ["line 1, column 1: 'maxCalls'"]],
    ['maxWait: 5', ["line 1, column 1: 'maxWait'"]],
    ['quotas:\n  x:\n    - { per: fortnight, limit: 1 }', ["line 3, column 9: 'quotas.x.0.per'"]],
    ['quotas:\n  x: [{ per: day, limit: 0 }]', ["line 2, column 19: 'quotas.x.0.limit'"]],
    ['quotas: 5', ['`quotas` are names of plugins with their windows']],
    ['tlp: red\ntlp: green', ['line 2, column 1']],
    ['tlp: [1', ['line 1']],
    ['\tx: 1', ['line 1']],
    ['just text', ['it must be names with values']],
    [
      `a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]`,
      ['alias'],
    ],
  ])('%s', async (text, wanted) => {
    const message = await problemOf(text);
    for (const part of wanted) expect(message).toContain(part);
  });

  test('in JSON too', async () => {
    expect(await problemOf('{\n  "tlp": "red",\n  "oflline": true\n}', 'wrong.json')).toContain(
      "line 3, column 3: there is no setting 'oflline'; did you mean 'offline'?",
    );
  });

  test('and a wrong variable its name', async () => {
    write('fine.yaml', '');
    await expect(read('fine.yaml', { PIVOTKIT_NETWORK_TIMEOUTMS: 'soon' })).rejects.toThrow(
      /PIVOTKIT_NETWORK_TIMEOUTMS: 'network\.timeoutMs'/,
    );
  });
});

test('a name like __proto__ is a setting that is not there', async () => {
  expect(await problemOf('__proto__: { offline: true }')).toContain('__proto__');
});

test('texts become what the schema wants, or stay texts for it to refuse', () => {
  const schema = z.object({
    number: z.number(),
    flag: z.boolean(),
    list: z.array(z.string()),
    numbers: z.array(z.number()),
    choice: z.union([z.string(), z.array(z.string())]),
    inner: z.object({ size: z.int().optional() }),
    any: z.record(z.string(), z.number()),
  });
  const schemas = new Map(settingsOf(schema).map((each) => [each.path.join('.'), each.schema]));
  const read = (name: string, text: string): unknown => textToValue(text, schemas.get(name) ?? {});
  expect(read('number', '1.5')).toBe(1.5);
  expect(read('number', 'many')).toBe('many');
  expect(read('number', '')).toBe('');
  expect(read('flag', 'No')).toBe(false);
  expect(read('flag', '1')).toBe(true);
  expect(read('list', 'a, b')).toEqual(['a', 'b']);
  expect(read('list', '["a,b"]')).toEqual(['a,b']);
  expect(read('numbers', '1,2')).toEqual([1, 2]);
  expect(read('choice', 'a,b')).toBe('a,b');
  expect(read('inner.size', '5')).toBe(5);
  expect(read('any', '{"a":1}')).toEqual({ a: 1 });
  expect(read('unknown', '5')).toBe('5');
});
