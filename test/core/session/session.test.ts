import {
  createSession,
  createToken,
  definePivot,
  definePlugin,
  defineVerb,
  found,
  PivotKitError,
  Secret,
  secret,
  Table,
  text,
  type PluginHost,
  type SecretReference,
} from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fixedClock } from '../../support/clock.ts';
import { ownersPlugin } from '../../support/plugins.ts';

const plugin = (name: string, rest: Partial<Parameters<typeof definePlugin>[0]> = {}) =>
  definePlugin({ name, version: '1.0.0', description: 'A plugin', ...rest });

const answer = (name: string, rest: object = {}) =>
  definePivot({
    name,
    description: 'An answer',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns: { answer: text('The answer') },
    sharing: { reaches: 'nobody' },
    lookup: (inputs) => inputs.map(() => found({ answer: '42' })),
    ...rest,
  });

async function problemsOf(plugins: readonly unknown[], config = {}): Promise<string[]> {
  const error: unknown = await createSession({
    plugins: plugins as never,
    config,
    clock: fixedClock({ impatient: true }),
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PivotKitError.is(error)) throw new Error('the session started');
  expect(error.code).toBe('PLUGINS_INVALID');
  return (error.details['list'] as { plugin: string; problem: string }[]).map(
    ({ plugin: name, problem }) => `${name}: ${problem}`,
  );
}

test('sessions with different plugins live side by side and the package’s classes stay as they are', async () => {
  const withOwners = await createSession({ plugins: [ownersPlugin()] });
  const without = await createSession();
  expect(typeof withOwners.entities.IpAddress.owners).toBe('function');
  expect('owners' in without.entities.IpAddress).toBe(false);
  expect('owners' in IpAddress).toBe(false);
  expect(Object.keys(withOwners.entities.IpAddress.create('8.8.8.8'))).toEqual(['address']);
  expect((await withOwners.entities.IpAddress.create('8.8.8.8').owners()).row(0).owner).toBe('Google');
});

test('everything wrong with the plugins is reported at once', async () => {
  const bad = plugin('bad', {
    version: 'one',
    dependsOn: ['missing'],
    pivots: [
      answer('other.name'),
      answer('bad.create'),
      answer('bad.limits', { limits: { batch: 0 } }),
      answer('bad.told', { sharing: { reaches: 'provider' } }),
      answer('bad.columns', { columns: { a: { type: 'txt', description: '' } } }),
      answer('bad.facets', { facets: { fame: () => undefined, reputation: 'high' } }),
      answer('bad.kinds', { from: [] }),
      answer('bad.attribute', { attribute: 'adress' }),
      answer('bad.options', { options: z.object({ column: z.string() }) }),
      answer('bad.rows', { rowsPerInput: 'some' }),
      answer('bad.lookup', { lookup: undefined }),
      answer('bad.short', { shortcut: 'toString' }),
    ],
  });
  const problems = await problemsOf([bad, bad, { name: 'x' }], { bda: {} });
  for (const part of [
    "version 'one'",
    "depends on 'missing'",
    "must begin with 'bad'",
    "name 'create' is reserved",
    'limits.batch',
    'no `sharing.maxTlp`',
    "column 'a' has no known type",
    "column 'a' has no description",
    "there is no facet 'fame'",
    "the facet 'reputation' is no function",
    'names no kind of entity',
    "IpAddress has no attribute 'adress'",
    "option 'column' is reserved",
    'every option needs a default',
    "'at-most-one' or 'many'",
    '`lookup` is no function',
    "shortcut 'toString' is reserved",
    'is there twice',
    'it is no plugin',
    "did you mean 'bad'?",
  ])
    expect(problems.join('\n')).toContain(part);
});

test('two plugins that want one place on an entity: both are named', async () => {
  const first = plugin('first', { pivots: [answer('first.answer', { shortcut: 'answer' })] });
  const second = plugin('second', { pivots: [answer('second.answer', { shortcut: 'answer' })] });
  expect(await problemsOf([first, second])).toEqual([
    "second: pivot 'second.answer': IpAddress.answer is taken by the plugin 'first'",
  ]);
});

test('a second copy of the entities is recognised', async () => {
  class Copy extends IpAddress {}
  expect(
    (await problemsOf([plugin('copied', { pivots: [answer('copied.answer', { from: [Copy] })] })])).join(),
  ).toContain('second copy of @pivotkit/entities; make the package a peer dependency');
});

test('a pivot cannot hide an attribute of its entity', async () => {
  expect((await problemsOf([plugin('address', { pivots: [answer('address')] })])).join()).toContain(
    "'address' is an attribute of IpAddress",
  );
});

describe('setup', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
      'its setup failed: no database',
    ],
    ['rejects', () => Promise.reject(new Error('no network')), 'its setup failed: no network'],
    ['never ends', () => new Promise(() => {}), 'its setup did not end within 30 s'],
  ])('that %s is a problem of the plugin', async (_, setup, problem) => {
    expect(await problemsOf([plugin('odd', { setup })])).toEqual([`odd: ${problem}`]);
  });

  test('runs in the order of dependencies, and plugins meet through services', async () => {
    const order: string[] = [];
    const greeting = createToken<string>('greeting');
    const needs = plugin('needs', {
      dependsOn: ['gives'],
      setup: (host) => void order.push(`needs ${host.services(greeting).join()}`),
    });
    const gives = plugin('gives', {
      setup: (host) => {
        order.push('gives');
        host.provide(greeting, 'hello');
      },
    });
    await createSession({ plugins: [needs, gives] });
    expect(order).toEqual(['gives', 'needs hello']);
  });

  test('dependencies in a circle are named', async () => {
    const a = plugin('a', { dependsOn: ['b'] });
    const b = plugin('b', { dependsOn: ['a'] });
    expect((await problemsOf([a, b])).join()).toContain('a → b → a');
  });

  test('what comes after it is too late', async () => {
    let host: PluginHost | undefined;
    await createSession({ plugins: [plugin('late', { setup: (given) => void (host = given) })] });
    expect(() => host?.addPivot(answer('late.answer'))).toThrow(expect.objectContaining({ code: 'REGISTRY_CLOSED' }));
  });

  test('can contribute what is known only then', async () => {
    const session = await createSession({
      plugins: [plugin('late', { setup: (host) => host.addPivot(answer('late.answer')) })],
    });
    expect((await session.pivot('ip', 'late.answer')('8.8.8.8')).toRows()).toEqual([
      { input: '8.8.8.8', answer: '42', 'late.answer.status': 'found' },
    ]);
  });
});

describe('configuration', () => {
  const keyed = definePlugin({
    name: 'keyed',
    version: '1.0.0',
    description: 'Needs a key',
    config: z.strictObject({ apiKey: secret().optional(), days: z.number().default(7) }),
    setup: (_, config) => config,
    pivots: [
      definePivot({
        name: 'keyed',
        description: 'Shows its state',
        from: [Dns],
        rowsPerInput: 'at-most-one',
        columns: { key: text('Key') },
        sharing: { reaches: 'provider', maxTlp: 'green' },
        unavailable: (state: { readonly apiKey?: Secret | undefined }) =>
          state.apiKey === undefined ? 'no apiKey is set' : undefined,
        lookup: (inputs, call: { readonly state: { readonly apiKey?: Secret | undefined } }) =>
          inputs.map(() => found({ key: `${String(call.state.apiKey)} ${call.state.apiKey?.reveal().length}` })),
      }),
    ],
  });

  test('secrets come by reference and print as nothing', async () => {
    const session = await createSession({
      plugins: [keyed],
      config: { keyed: { apiKey: { env: 'KEY' } } },
      environment: { KEY: 'hunter2' },
    });
    expect((await session.entities.Dns.keyed('www.example.com')).row(0).key).toBe('‹secret› 7');
    expect(JSON.stringify({ a: new Secret('x') })).toBe('{"a":"‹secret›"}');
  });

  test('a pivot without its key says so, in lists and when it is asked', async () => {
    const session = await createSession({
      plugins: [keyed],
      config: { keyed: { apiKey: { env: 'KEY' } } },
      environment: {},
    });
    expect(session.pivots()).toMatchObject([{ call: 'Dns.keyed', available: false, reason: 'no apiKey is set' }]);
    await expect(session.entities.Dns.keyed('www.example.com')).rejects.toMatchObject({ code: 'PIVOT_UNAVAILABLE' });
  });

  test('a setting that is wrong is a problem with the nearest name', async () => {
    expect((await problemsOf([keyed], { keyed: { dayz: 3 } })).join()).toContain("'days'");
  });

  test('a file or command that gives no secret is an error without the secret', async () => {
    const start = (reference: SecretReference) =>
      createSession({ plugins: [keyed], config: { keyed: { apiKey: reference } } });
    await expect(start({ file: 'no-such-file' })).rejects.toThrow(/cannot be had/);
    await expect(start({ command: ['no-such-command'] })).rejects.toThrow(/cannot be had/);
    const session = await start({ command: ['node', '-p', '"from command"'] });
    expect((await session.entities.Dns.keyed('www.example.com')).row(0).key).toBe('‹secret› 12');
  });
});

describe('lists and help', () => {
  test('pivots are found by kind, by what a text is, and by words', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    const calls = (words?: string): string[] => session.pivots(words).map(({ call }) => call);
    expect(calls()).toEqual(['IpAddress.owners', 'IpAddress.neighbours']);
    expect(calls('ip')).toEqual(calls());
    expect(calls('8[.]8.8.8')).toEqual(calls());
    expect(calls('neighbours of')).toEqual(['IpAddress.neighbours']);
    expect(calls('host')).toEqual([]);
  });

  test('help names inputs, outputs with units and null rules, who is told, and cost', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    const help = session.help(session.entities.IpAddress.owners);
    for (const part of [
      'IpAddress.owners',
      'at most one',
      'nobody',
      'neighbours  number, addresses',
      'null when not counted',
    ])
      expect(help).toContain(part);
  });

  test('an unknown pivot, kind or verb suggests the nearest', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    expect(() => session.pivot('ip', 'ownrs')).toThrow(/Did you mean 'IpAddress.owners'/);
    expect(() => session.pivot('ipp', 'owners')).toThrow(expect.objectContaining({ code: 'ENTITY_KIND_UNKNOWN' }));
    expect(() => session.from([]).verb('nothing' as never, {} as never)).toThrow(
      expect.objectContaining({ code: 'VERB_UNKNOWN' }),
    );
  });

  test('a name that begins with a plugin which is not here says what to add', async () => {
    const session = await createSession({ plugins: [ownersPlugin()] });
    const advice = /No plugin 'decode' is in use; add it to the plugins of the session, .*`--plugin decode`/;
    expect(() => session.from([]).verb('decode.base64' as never, {} as never)).toThrow(advice);
    expect(() => session.pivot('ip', 'decode.base64')).toThrow(advice);
    expect(() => session.pivot('ip', 'owners.nothing')).toThrow(/IpAddress has: /);
  });
});

describe('verbs', () => {
  const verbs = definePlugin({
    name: 'count',
    version: '1.0.0',
    description: 'Counts',
    verbs: [
      defineVerb({
        name: 'count.rows',
        description: 'Number of rows',
        options: z.strictObject({ factor: z.number().default(1) }),
        columns: { n: { type: 'number', description: 'Rows' } },
        result: 'new-table',
        run: (table, { factor }) => Table.fromRows([{ n: table.size * factor }]),
      }),
      defineVerb({
        name: 'count.wrong',
        description: 'Forgets its column',
        options: z.strictObject({}),
        columns: { n: { type: 'number', description: 'Rows' } },
        result: 'new-table',
        run: (table) => table,
      }),
    ],
  });

  test('take a table and give a table', async () => {
    const session = await createSession({ plugins: [verbs] });
    const frame = await session
      .from([{ a: 1 }, { a: 2 }])
      .verb('count.rows', { factor: 10 })
      .run();
    expect(frame.toRows()).toEqual([{ n: 20 }]);
    expect(() => session.from([{ a: 1 }]).verb('count.rows', { factr: 1 } as never)).toThrow(/'factor'/);
    await expect(
      session
        .from([{ a: 1 }])
        .verb('count.wrong', {})
        .run(),
    ).rejects.toMatchObject({ code: 'RESULT_INVALID' });
  });
});

test('a closed session refuses, releases once, last contribution first', async () => {
  const released: string[] = [];
  const holding = plugin('holding', {
    setup: (host) => {
      host.onClose(() => void released.push('first'));
      host.onClose(() => void released.push('second'));
    },
  });
  const session = await createSession({ plugins: [holding, ownersPlugin()] });
  await session.close();
  await session.close();
  expect(released).toEqual(['second', 'first']);
  await expect(session.entities.IpAddress.owners('8.8.8.8')).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
});

test('a setting that looks like a reference to a secret but is none stays what it is', async () => {
  const seen: unknown[] = [];
  const files = definePlugin({
    name: 'files',
    version: '1.0.0',
    description: 'Reads a file',
    config: z.strictObject({
      file: z.string(),
      more: z.array(z.strictObject({ env: z.string() })),
      key: secret().optional(),
    }),
    setup: (_, config) => void seen.push(config),
  });
  const config = { file: 'assets.json', more: [{ env: 'PRODUCTION' }], key: { env: 'NO_SUCH_VARIABLE' } };
  await createSession({ plugins: [files], config: { files: config }, environment: {} });
  expect(seen).toEqual([{ file: 'assets.json', more: [{ env: 'PRODUCTION' }] }]);
  expect(config.key).toEqual({ env: 'NO_SUCH_VARIABLE' });
});
