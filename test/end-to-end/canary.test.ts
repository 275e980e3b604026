import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { createSession, definePivot, definePlugin, jsonLog, found, text, type Log } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '../support/clock.ts';
import { pivotkit, removeFolder, workFolder } from './cli/run-cli.ts';

const echoFile = fileURLToPath(new URL('canary/echo.js', import.meta.url));
const virustotalFile = fileURLToPath(new URL('../../plugins/virustotal/src/index.ts', import.meta.url));

const canaries = {
  ECHO_KEY: 'canary-"f00d/feed+1=\\&<é>',
  ECHO_PASSWORD: 'canary-password:2?#@',
  VT_KEY: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  PROXY_PASSWORD: 'canary-of-the-proxy',
};

/** Ways to write a text, told by other means than those that take it out. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(3)]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams({ '': secret }).toString().slice(1),
    new URL(`https://h.example/?k=${encodeURIComponent(secret)}`).search.slice(3),
    bytes.toString('hex'),
    inspect(secret).slice(1, -1),
    ...inner,
    ...inner.map((part) => part.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const forbidden = Object.entries(canaries).flatMap(([name, secret]) =>
  spellings(secret).map((spelling) => ({ name, spelling })),
);

/** Which canaries a text holds, and in what spelling. */
const heldIn = (text: string): readonly unknown[] => forbidden.filter(({ spelling }) => text.includes(spelling));

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());

const everything = {
  depth: 12,
  showHidden: true,
  maxStringLength: Infinity,
  maxArrayLength: Infinity,
  breakLength: Infinity,
} as const;

const shown = (value: unknown): string => [inspect(value, everything), JSON.stringify(value), String(value)].join('\n');

/** Each object behind a value once, however deep: for what is shared by so many that `shown` would repeat it without end. */
const shownThroughout = (value: unknown): string =>
  [
    ...Array.from(reachableFrom([value]), (each) => inspect(each, { ...everything, depth: 0 })),
    JSON.stringify(value),
    String(value),
  ].join('\n');

let server: Server;
let baseUrl: string;
let folder: string;

beforeAll(async () => {
  // Sends back what it is told, as debugging services and careless error pages do.
  server = createServer(({ url = '', headers, rawHeaders }, reply) => {
    const told = { url, headers, rawHeaders, again: Buffer.from(JSON.stringify(headers)).toString('base64') };
    reply.setHeader('x-told', encodeURIComponent(JSON.stringify(headers)));
    reply.setHeader('content-type', 'application/json');
    if (url.startsWith('/refused')) reply.statusCode = 400;
    const message = `bad key ${String(headers['x-key'])}`;
    reply.end(url.startsWith('/broken') ? `<html>${JSON.stringify(told)}` : JSON.stringify({ message, told }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = workFolder({ 'rows.csv': 'address\n8.8.8.8\n1.1.1.1\n' });
  writeConfig('pivotkit.config.yaml', '');
  writeConfig('failing.yaml', '    failSetup: true\n');
  const far = [
    'discover: false',
    'network: { attempts: 1 }',
    'plugins:',
    `  ${virustotalFile}:`,
    '    apiKey: { env: VT_KEY }',
  ];
  writeFileSync(join(folder, 'far.yaml'), `${far.join('\n')}\n`);
});
afterAll(() => {
  server.close();
  removeFolder(folder);
});

function writeConfig(file: string, more: string): void {
  const plugins = [
    'discover: false',
    'network: { attempts: 1 }',
    'plugins:',
    `  ${echoFile}:`,
    '    apiKey: { env: ECHO_KEY }',
    '    password: { env: ECHO_PASSWORD }',
    `    baseUrl: ${baseUrl}`,
    more.trimEnd(),
    `  ${virustotalFile}:`,
    '    apiKey: { env: VT_KEY }',
    `    baseUrl: ${baseUrl}/api/v3`,
  ];
  writeFileSync(join(folder, file), `${plugins.filter((line) => line !== '').join('\n')}\n`);
}

test('the canaries are found when they are there', () => {
  for (const secret of Object.values(canaries)) {
    expect(heldIn(`key ${secret}.`)).not.toEqual([]);
    expect(heldIn(Buffer.from(`u:${secret}`).toString('base64'))).not.toEqual([]);
    expect(heldIn(shown({ secret }))).not.toEqual([]);
    const deep = Array.from({ length: 20 }).reduce<unknown>(
      (inner, _, i) => (i % 2 === 0 ? new Map([[inner, i]]) : { inner }),
      secret,
    );
    expect(heldIn(shownThroughout(deep))).not.toEqual([]);
  }
});

const pivots = [
  'rows',
  'throws',
  'rejects',
  'logs',
  'invalid',
  'header',
  'query',
  'basic',
  'refused',
  'broken',
  'unreachable',
];

describe('in the library', () => {
  const lines: string[] = [];
  let session: Awaited<ReturnType<typeof start>>;
  const config = (more: object = {}): object => ({
    echo: { apiKey: { env: 'ECHO_KEY' }, password: { env: 'ECHO_PASSWORD' }, baseUrl, ...more },
    virustotal: { apiKey: canaries.VT_KEY, baseUrl: `${baseUrl}/api/v3` },
  });
  const start = async (
    record: string,
    more: object = {},
    log: Log = jsonLog((line) => void lines.push(line), fixedClock()),
  ) => {
    const { echo }: { readonly echo: typeof virustotal } = await import(echoFile);
    return createSession({
      plugins: [echo, virustotal],
      config: config(more),
      environment: canaries,
      record: join(folder, record),
      network: { attempts: 1 },
      log,
    });
  };

  beforeAll(async () => {
    session = await start('library');
  });
  afterAll(() => session.close());

  test.each(pivots.map((name) => `echo.${name}`).concat('virustotal.report'))('%s', async (name) => {
    const frame = await session
      .from([{ address: '8.8.8.8' }])
      .pivot(session.pivot('ip', name), { column: 'address' })
      .run();
    const why = frame.table.columnNames.map((column) => frame.why(0, column));
    const said = [shown(frame), shown(frame.toRows()), shown(why), JSON.stringify(frame.statuses()), lines.join('\n')];
    expect(heldIn(said.join('\n'))).toEqual([]);
    expect(frame.size).toBe(1);
  });

  test('what was said instead still says what happened', async () => {
    const frame = await session
      .from([{ address: '8.8.8.8' }])
      .pivot(session.pivot('ip', 'echo.refused'), { column: 'address' })
      .run();
    expect(frame.why(0, 'echo.refused.status')?.note).toContain('bad key ‹secret›');
    expect(lines.join('\n')).toContain('a secret was taken out of an answer');
  });

  test('the session, its pivots and its plugins', () => {
    expect(
      heldIn([session, session.plugins, session.pivots(), session.entities].map(shownThroughout).join('\n')),
    ).toEqual([]);
    expect(session.pivots('closed')[0]?.reason).toBe('the key ‹secret› is worn out');
  });

  test.each([
    [
      'a pivot that cannot be used',
      () =>
        session
          .from([{ a: '8.8.8.8' }])
          .pivot(session.pivot('ip', 'echo.closed'), { column: 'a' })
          .run(),
    ],
    [
      'a verb that fails',
      () =>
        session
          .from([{ a: 1 }])
          .verb('echo.column' as never, { fail: true } as never)
          .run(),
    ],
    ['a setup that fails', () => start('failing', { failSetup: true })],
    ['a configuration that is wrong', () => start('failing', { apikey: canaries.ECHO_KEY })],
  ])('errors: %s', async (_, act: () => Promise<unknown>) => {
    const error: unknown = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect(heldIn(`${shown(error)}\n${(error as Error).stack}`)).toEqual([]);
  });

  test('columns of verbs', async () => {
    const frame = await session
      .from([{ a: 1 }])
      .verb('echo.column' as never, {} as never)
      .run();
    expect(heldIn(shown(frame.toRows()))).toEqual([]);
  });

  test('recorded replies', () => {
    const files = filesBelow(join(folder, 'library'));
    expect(files.length).toBe(4);
    for (const file of files)
      expect({ file, held: heldIn(file + readFileSync(file, 'utf8')) }).toEqual({ file, held: [] });
  });
});

describe('on the command line', () => {
  const environment = (): Record<string, string> => ({
    ...canaries,
    https_proxy: `http://me:${canaries.PROXY_PASSWORD}@127.0.0.1:1`,
  });
  const record = (): string[] => ['--record', 'recorded'];

  test.each<[string, () => string[]]>([
    ...pivots.map((name): [string, () => string[]] => [
      `pivot echo.${name}`,
      () => ['pivot', `ip.echo.${name}`, '8.8.8.8', '--debug', '--why', ...record()],
    ]),
    [
      'a proxy that cannot be reached',
      () => ['pivot', 'ip.virustotal.report', '8.8.8.8', '--debug', '--config', 'far.yaml'],
    ],
    ['pivot virustotal.report', () => ['pivot', 'ip.virustotal.report', '8.8.8.8', '--debug', ...record()]],
    ['a pivot that is off', () => ['pivot', 'ip.echo.closed', '8.8.8.8', '--debug']],
    ['table', () => ['pivot', 'ip.echo.rows', '8.8.8.8', '--format', 'table', '--verbose']],
    [
      'json file',
      () => ['pivot', 'ip.echo.rows', '--input', 'rows.csv', '--column', 'address', '--output', 'out/a.json'],
    ],
    [
      'csv file',
      () => ['pivot', 'ip.echo.header', '--input', 'rows.csv', '--column', 'address', '--output', 'out/a.csv'],
    ],
    ['verb', () => ['verb', 'echo.column', '--input', 'rows.csv', '--format', 'json']],
    ['a verb that fails', () => ['verb', 'echo.column', '--input', 'rows.csv', '--options', 'fail=true', '--debug']],
    ['pivots', () => ['pivots', '--debug']],
    ['help', () => ['help', 'ip.echo.closed']],
    ['plugins', () => ['plugins']],
    ['config', () => ['config', '--debug']],
    ['doctor', () => ['doctor', '--debug']],
    ['doctor of a setup that fails', () => ['doctor', '--config', 'failing.yaml', '--debug']],
    ['a setup that fails', () => ['pivots', '--config', 'failing.yaml', '--debug']],
    ['a setting that is wrong', () => ['config', '--debug', '--plugin', canaries.ECHO_KEY]],
  ])('%s', async (_, parameters) => {
    mkdirSync(join(folder, 'out'), { recursive: true });
    const { out, err, code } = await pivotkit(parameters(), { cwd: folder, environment: environment() });
    expect({ held: heldIn(`${out}\n${err}`), said: out.length + err.length > 0, code: code === null }).toEqual({
      held: [],
      said: true,
      code: false,
    });
  });

  test('run', async () => {
    const playbook = [
      'version: 1',
      'name: Canary',
      'input: { path: rows.csv }',
      'steps:',
      ...['rows', 'throws', 'query'].flatMap((name) => [
        `  - pivot: IpAddress.echo.${name}`,
        '    column: address',
        `    prefix: ${name}_`,
      ]),
      'output: [{ path: out/run.ndjson }, { path: out/run.json }]',
    ];
    writeFileSync(join(folder, 'playbook.yaml'), `${playbook.join('\n')}\n`);
    const { out, err } = await pivotkit(['run', 'playbook.yaml', '--debug', ...record()], {
      cwd: folder,
      environment: environment(),
    });
    expect(heldIn(`${out}\n${err}`)).toEqual([]);
    expect(err).not.toContain('PLAYBOOK_INVALID');
  });

  test('what was recorded with one key is replayed with another, and says the same', async () => {
    const ask = (key: string, ...more: string[]): ReturnType<typeof pivotkit> =>
      pivotkit(['pivot', 'ip.echo.header', '8.8.8.8', '1.1.1.1', '--quiet', ...more], {
        cwd: folder,
        environment: { ...environment(), ECHO_KEY: key },
      });
    const live = await ask(canaries.ECHO_KEY, ...record());
    const replayed = await ask('another key', '--replay', 'recorded');
    expect(live.out).toContain(',found');
    expect(replayed).toEqual(live);
    expect((await ask('another key', '--replay', 'recorded', ...record())).err).toContain('--record contradicts');
  });

  test('files: results and recorded replies', () => {
    const files = ['out', 'recorded'].flatMap((each) => filesBelow(join(folder, each)));
    expect(files.length).toBeGreaterThan(6);
    for (const file of files)
      expect({ file, held: heldIn(file + readFileSync(file, 'utf8')) }).toEqual({ file, held: [] });
  });
});

describe('a plugin sees its own secrets only', () => {
  test('neither host nor call lead to what another plugin was given', async () => {
    const seen: unknown[] = [];
    const tokens = ['registry', 'http', 'log', 'transport', 'network', 'redactor', 'environment'];
    const spy = definePlugin({
      name: 'spy',
      version: '1.0.0',
      description: 'Looks around',
      setup: (host) => {
        seen.push(host);
        for (const name of tokens) seen.push(host.services({ id: Symbol.for(`pivotkit.${name}`) }));
      },
      pivots: [
        definePivot({
          name: 'spy.look',
          description: 'Looks around',
          from: [IpAddress],
          rowsPerInput: 'at-most-one',
          columns: { seen: text('Nothing') },
          sharing: { reaches: 'nobody' },
          lookup: (inputs, call) => {
            seen.push(call, inputs);
            return inputs.map(() => found({ seen: '' }));
          },
        }),
      ],
    });
    const plugins = [virustotal, spy];
    await using session = await createSession({ plugins, config: { virustotal: { apiKey: canaries.VT_KEY } } });
    await session
      .from([{ a: '8.8.8.8' }])
      .pivot(session.pivot('ip', 'spy.look'), { column: 'a' })
      .run();
    expect(seen.slice(1, 1 + tokens.length)).toEqual(tokens.map(() => []));
    expect(secretsReachableFrom(seen)).toEqual([]);
  });
});

/** What a walk finds that can be revealed. */
function secretsReachableFrom(start: readonly unknown[]): readonly string[] {
  const found = Array.from(reachableFrom(start), (each) => {
    const reveal: unknown = each === globalThis ? undefined : Reflect.get(each, 'reveal');
    return typeof reveal === 'function' ? revealed(reveal, each) : '';
  });
  return found.filter((value) => heldIn(value).length > 0);
}

/** Every object and function that a walk over properties, prototypes and entries comes to, once. */
function* reachableFrom(start: readonly unknown[]): Generator<object> {
  const known = new Set<unknown>();
  const open = [...start];
  while (open.length > 0) {
    const next = open.pop();
    if ((typeof next !== 'object' && typeof next !== 'function') || next === null || known.has(next)) continue;
    known.add(next);
    yield next;
    if (next instanceof Map) open.push(...next.keys(), ...next.values());
    if (next instanceof Set) open.push(...next);
    for (const name of Reflect.ownKeys(next)) open.push(Reflect.getOwnPropertyDescriptor(next, name)?.value);
    open.push(Reflect.getPrototypeOf(next));
  }
}

function revealed(reveal: object, owner: object): string {
  try {
    return String(Reflect.apply(reveal as () => unknown, owner, []));
  } catch {
    return '';
  }
}
