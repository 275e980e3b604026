import {
  basicAuth,
  definePivot,
  definePlugin,
  defineVerb,
  found,
  get,
  headerAuth,
  httpLookup,
  httpProvider,
  list,
  notFound,
  object,
  queryAuth,
  secret,
  text,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

const nullWhen = 'there is none';
const columns = {
  raw: text('As it is', { nullWhen }),
  encoded: text('Encoded in every way', { nullWhen }),
  items: list('In a list', { nullWhen }),
  fields: object('As a name and a value', { nullWhen }),
};

const encodings = (key) => {
  const bytes = Buffer.from(key);
  return [
    ...[0, 1, 2].map((before) => Buffer.from(`${'-'.repeat(before)}${key}--`).toString('base64')),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(key),
    JSON.stringify(key),
  ].join(' ');
};

const rowOf = (key) => ({ raw: `key ${key}`, encoded: encodings(key), items: [key], fields: { [key]: key } });

const pivot = (name, lookup, more = {}) =>
  definePivot({
    name: `echo.${name}`,
    description: 'Tells its key',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns,
    sharing: { reaches: 'nobody' },
    lookup,
    ...more,
  });

const provider = (name, auth, baseUrl = ({ baseUrl }) => baseUrl) =>
  httpProvider({
    name,
    baseUrl: 'https://echo.example',
    hosts: ['echo.example'],
    configuredBaseUrl: baseUrl,
    auth,
  });

const asked = (name, auth, path, baseUrl) =>
  pivot(
    name,
    httpLookup({
      provider: provider(name, auth, baseUrl),
      request: ({ address }) => get`/${path}/${address}`,
      reply: z.unknown(),
      map: (reply) => found({ raw: JSON.stringify(reply), encoded: null, items: [reply], fields: { reply } }),
    }),
    { sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Echo' } },
  );

const apiKey = ({ apiKey: key }) => key;

/** A plugin that tells its key wherever it can: nothing that is shown or kept may hold it. */
export const echo = definePlugin({
  name: 'echo',
  version: '1.0.0',
  description: 'Tells its key',
  config: z.strictObject({
    apiKey: secret(),
    password: secret().optional(),
    baseUrl: z.string().optional(),
    failSetup: z.boolean().default(false),
  }),
  setup: ({ log }, config) => {
    const key = config.apiKey.reveal();
    log.info(`set up with ${key}`, { key, [key]: encodings(key) });
    if (config.failSetup) throw Object.assign(new Error(`cannot use ${key}`), { headers: { key } });
    return config;
  },
  pivots: [
    pivot('rows', (inputs, { state }) => inputs.map(() => found(rowOf(state.apiKey.reveal())))),
    pivot('throws', (_, { state }) => {
      const key = state.apiKey.reveal();
      const cause = Object.assign(new TypeError(`inside ${key}`), { request: { headers: { 'x-key': key } } });
      throw Object.assign(new Error(`refused ${key} ${encodings(key)}`, { cause }), {
        config: { key },
        cut: `${key.slice(0, 9)}…`,
      });
    }),
    pivot('rejects', (_, { state }) =>
      Promise.reject(Object.assign(new Error(state.apiKey.reveal()), { key: state.apiKey.reveal() })),
    ),
    pivot('logs', (inputs, { state, log }) => {
      const key = state.apiKey.reveal();
      log.warn(`asked with ${key}`, { key, error: new Error(encodings(key)) });
      return inputs.map(() => notFound(`asked with ${key}`));
    }),
    pivot('invalid', (inputs, { state }) =>
      inputs.map(() => found({ ...rowOf(state.apiKey.reveal()), [state.apiKey.reveal()]: 1 })),
    ),
    pivot('closed', (inputs) => inputs.map(() => notFound()), {
      unavailable: ({ apiKey: key }) => `the key ${key.reveal()} is worn out`,
    }),
    asked('header', headerAuth('x-key', apiKey), 'echo'),
    asked('query', queryAuth('key', apiKey), 'echo'),
    asked(
      'basic',
      basicAuth(apiKey, ({ password }) => password),
      'echo',
    ),
    asked('refused', headerAuth('x-key', apiKey), 'refused'),
    asked('broken', headerAuth('x-key', apiKey), 'broken'),
    asked('unreachable', queryAuth('key', apiKey), 'echo', () => 'http://127.0.0.1:1'),
  ],
  verbs: [
    defineVerb({
      name: 'echo.column',
      description: 'Tells its key in a column',
      options: z.strictObject({ fail: z.boolean().default(false) }),
      columns: { told: text('The key') },
      result: 'added-columns',
      run: (table, { fail }, { state }) => {
        const key = state.apiKey.reveal();
        if (fail) throw new Error(`no column for ${key}`);
        return table.derive({ told: () => `key ${key}` });
      },
    }),
  ],
});
