import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpLookup,
  httpProvider,
  number,
  queryAuth,
  secret,
  type Secret,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTelemetry } from '../../../../core/src/io/telemetry/open-telemetry.ts';
import { silentTelemetry } from '../../../../core/src/io/telemetry/telemetry.ts';
import { Redactor } from '../../../../core/src/io/redact.ts';
import { silentLog } from '../../../../core/src/io/log.ts';
import { Recorder } from './recorder.ts';

const key = 'canary-key-4711';

/** Statuses to answer with, by the address asked about, in turn; then 200. */
let statuses: Record<string, number[]> = {};
const server = createServer((request, response) => {
  const address = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname.slice(1));
  const status = statuses[address]?.shift() ?? 200;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ score: 7 }));
});
let baseUrl = '';
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

interface State {
  readonly apiKey: Secret;
  readonly baseUrl: string;
}

const provider = httpProvider<State>({
  name: 'Scores',
  baseUrl: 'https://scores.example',
  hosts: ['scores.example'],
  configuredBaseUrl: (state) => state.baseUrl,
  auth: queryAuth('key', ({ apiKey }) => apiKey),
  notFound: [404],
});

const scores = definePlugin({
  name: 'scores',
  version: '1.0.0',
  description: 'Scores of addresses',
  config: z.strictObject({ apiKey: secret(), baseUrl: z.string() }),
  setup: (_, config): State => config,
  pivots: [
    definePivot({
      name: 'scores',
      description: 'Score of an address',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { score: number('Score') },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Scores' },
      limits: { concurrent: 1 },
      lookup: httpLookup({
        provider,
        request: ({ address }: IpAddress) => get`/${address}`,
        reply: z.object({ score: z.number() }),
        map: ({ score }) => found({ score }),
      }),
    }),
  ],
});

const openSession = (options: SessionOptions<readonly []> = {}) =>
  createSession({ ...options, plugins: [scores], config: { scores: { apiKey: key, baseUrl } } });

let recorder = new Recorder();
beforeEach(() => {
  statuses = {};
  recorder = new Recorder();
  recorder.register();
});
afterEach(() => recorder.unregister());

async function run(ips: readonly string[], options: SessionOptions<readonly []> = {}) {
  await using session = await openSession(options);
  return await session
    .from(ips.map((ip) => ({ ip })))
    .pivot(session.entities.IpAddress.scores, { column: 'ip' })
    .filter(({ ip }) => ip !== '')
    .run();
}

const said = (): string => JSON.stringify([recorder.spans, recorder.measurements]);

describe('spans', () => {
  test('run → step → pivot → look-up → request, one for each attempt', async () => {
    statuses = { '1.1.1.1': [503], '9.9.9.9': [404] };
    await run(['8.8.8.8', '1.1.1.1', '9.9.9.9', '8.8.8.8', '10.0.0.1']);
    expect(recorder.tree()).toEqual([
      'pivotkit.run',
      '  pivotkit.step',
      '    pivotkit.pivot',
      '      pivotkit.lookup',
      '        GET',
      '      pivotkit.lookup',
      '        GET',
      '        GET',
      '      pivotkit.lookup',
      '        GET',
      '  pivotkit.step',
    ]);
    expect(recorder.spans.filter(({ ended }) => ended !== 1)).toEqual([]);
  });

  test('say what was done and what came of it', async () => {
    statuses = { '1.1.1.1': [503], '9.9.9.9': [404] };
    await run(['8.8.8.8', '1.1.1.1', '9.9.9.9', '10.0.0.1']);
    const common = {
      'pivotkit.pivot': 'scores',
      'pivotkit.plugin': 'scores',
      'pivotkit.provider': 'Scores',
      'pivotkit.entity.kind': 'IpAddress',
    };
    expect(recorder.named('pivotkit.run')[0]?.attributes).toEqual({ 'pivotkit.steps': 2, 'pivotkit.rows': 4 });
    expect(recorder.named('pivotkit.step').map(({ attributes }) => attributes)).toEqual([
      { 'pivotkit.step': 1, 'pivotkit.step.kind': 'pivot', 'pivotkit.rows.in': 4, 'pivotkit.rows.out': 4 },
      { 'pivotkit.step': 2, 'pivotkit.step.kind': 'filter', 'pivotkit.rows.in': 4, 'pivotkit.rows.out': 4 },
    ]);
    expect(recorder.named('pivotkit.pivot')[0]?.attributes).toEqual({
      ...common,
      'pivotkit.lookups': 4,
      'pivotkit.status.found': 2,
      'pivotkit.status.not-found': 1,
      'pivotkit.status.skipped(not-public)': 1,
    });
    expect(recorder.named('pivotkit.lookup')[1]?.attributes).toEqual({
      ...common,
      'pivotkit.lookups': 1,
      'pivotkit.status.found': 1,
      'pivotkit.source.asked': 1,
      'pivotkit.requests': 2,
      'pivotkit.quota.wait_ms': 0,
    });
    expect(recorder.named('GET')[1]).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'http.request.method': 'GET',
        'url.scheme': 'http',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(baseUrl).port),
        'http.response.status_code': 503,
        'error.type': '503',
      },
    });
    expect(recorder.named('GET')[2]?.status).toBeUndefined();
  });

  test('a batch that failed is marked so, by its status and nothing else', async () => {
    statuses = { '8.8.8.8': [401] };
    await run(['8.8.8.8']);
    const [lookup] = recorder.named('pivotkit.lookup');
    expect(lookup?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(lookup?.attributes['error.type']).toBe('failed(PROVIDER_UNAUTHORIZED)');
  });

  test('of a run that ends early', async () => {
    await using session = await openSession();
    const failing = session.from([{ ip: '8.8.8.8' }]).derive({
      odd: () => {
        throw new Error('8.8.8.8');
      },
    });
    await expect(failing.run()).rejects.toMatchObject({ code: 'STEP_FAILED' });
    const signal = AbortSignal.abort();
    await expect(
      session
        .from([{ ip: '8.8.8.8' }])
        .head(1)
        .run({ signal }),
    ).rejects.toMatchObject({
      code: 'RUN_CANCELLED',
    });
    expect(recorder.named('pivotkit.run').map(({ attributes, ended }) => [attributes['error.type'], ended])).toEqual([
      ['STEP_FAILED', 1],
      ['RUN_CANCELLED', 1],
    ]);
    expect(said()).not.toContain('8.8.8.8');
  });

  test('of rows in batches, ended also when nobody wants the rest', async () => {
    await using session = await openSession();
    const pipeline = session
      .from({
        text: 'addresses',
        async *batches() {
          for (const ip of ['8.8.8.8', '1.1.1.1', '9.9.9.9']) yield (await session.from([{ ip }]).run()).table;
        },
      })
      .pivot(session.entities.IpAddress.scores, { column: 'ip' });
    recorder.spans.length = 0;
    for await (const frame of pipeline.batches()) if (frame.row(0).ip === '1.1.1.1') break;
    const [root] = recorder.spans;
    expect(root).toMatchObject({ name: 'pivotkit.run', ended: 1 });
    const steps = recorder.named('pivotkit.step').filter(({ parent }) => parent === root?.id);
    expect(steps.length).toBe(2);
    expect(recorder.spans.filter(({ ended }) => ended !== 1)).toEqual([]);
  });

  test('of a call without a pipeline', async () => {
    await using session = await openSession();
    await session.entities.IpAddress.scores('8.8.8.8');
    expect(recorder.tree()).toEqual(['pivotkit.pivot', '  pivotkit.lookup', '    GET']);
  });
});

describe('what is asked about', () => {
  const ips = ['8.8.8.8', '10.0.0.1'];

  test('is named nowhere by default, nor are credentials', async () => {
    await run(ips);
    expect(recorder.spans.length).toBeGreaterThan(5);
    for (const hidden of [...ips, key]) expect(said()).not.toContain(hidden);
  });

  test('is named in spans where the session says so, credentials still not', async () => {
    await run(ips, { telemetry: { entities: true } });
    expect(recorder.named('pivotkit.lookup')[0]?.attributes['pivotkit.entities']).toEqual(['8.8.8.8']);
    expect(recorder.named('GET')[0]?.attributes['url.full']).toBe(`${baseUrl}/8.8.8.8`);
    expect(recorder.named('pivotkit.step')[0]?.attributes['pivotkit.step.text']).toBe("IpAddress.scores of 'ip'");
    expect(said()).not.toContain(key);
    expect(JSON.stringify(recorder.measurements)).not.toContain('8.8.8.8');
  });

  test('is never named where it is marked TLP:RED', async () => {
    const local = definePlugin({
      name: 'local',
      version: '1.0.0',
      description: 'At hand',
      pivots: [
        definePivot({
          name: 'local',
          description: 'At hand',
          from: [IpAddress],
          rowsPerInput: 'at-most-one',
          columns: { score: number('Score') },
          sharing: { reaches: 'nobody' },
          lookup: (inputs) => inputs.map(() => found({ score: 1 })),
        }),
      ],
    });
    await using session = await createSession({ plugins: [local], telemetry: { entities: true } });
    const red = session.entities.IpAddress.create({ address: '8.8.8.8', marking: 'red' });
    await session.entities.IpAddress.local([red, session.entities.IpAddress.create('1.1.1.1')]);
    expect(recorder.named('pivotkit.lookup')[0]?.attributes['pivotkit.entities']).toEqual(['1.1.1.1']);
    expect(said()).not.toContain('8.8.8.8');
  });
});

describe('measurements', () => {
  let folder = '';
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pivotkit-telemetry-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('look-ups by status and source, requests by status, what the cache knew', async () => {
    statuses = { '1.1.1.1': [503], '9.9.9.9': [404] };
    const cache = { folder };
    await run(['8.8.8.8', '1.1.1.1', '10.0.0.1'], { cache });
    await run(['8.8.8.8', '9.9.9.9'], { cache });
    expect(recorder.sums('pivotkit.lookups', 'pivotkit.provider', 'pivotkit.status', 'pivotkit.source')).toEqual({
      'Scores found asked': 2,
      'Scores skipped(not-public) nobody': 1,
      'Scores found cache': 1,
      'Scores not-found asked': 1,
    });
    const requests = recorder.measurements.filter(({ metric }) => metric === 'http.client.request.duration');
    expect(requests.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([200, 503, 200, 404]);
    expect(recorder.sums('pivotkit.cache.hits')).toEqual({ '': 1 });
    expect(recorder.sums('pivotkit.cache.misses')).toEqual({ '': 3 });
    expect(recorder.measurements.filter(({ metric }) => metric === 'pivotkit.lookup.duration')).toHaveLength(3);
  });

  test('waits for a quota', async () => {
    let nowMs = Date.UTC(2026, 0, 2);
    const clock = {
      now: () => new Date(nowMs),
      monotonicMs: () => nowMs,
      after(delayMs: number, act: () => void) {
        // A look-up's own deadline must not run out just because nothing else waits.
        if (delayMs === 30_000) return () => {};
        const immediate = setImmediate(() => {
          nowMs += delayMs;
          act();
        });
        return () => clearImmediate(immediate);
      },
    };
    await run(['8.8.8.8', '1.1.1.1'], { clock, quotas: { windows: { scores: [{ per: 'minute', limit: 1 }] } } });
    expect(recorder.sums('pivotkit.quota.waits', 'pivotkit.provider')).toEqual({ Scores: 1 });
    const [waited] = recorder.measurements.filter(({ metric }) => metric === 'pivotkit.quota.wait.duration');
    expect(waited?.value).toBeGreaterThanOrEqual(59);
    expect(recorder.named('pivotkit.lookup')[1]?.attributes['pivotkit.quota.wait_ms']).toBeGreaterThanOrEqual(59_000);
  });
});

describe('nobody is told', () => {
  const parts = { log: silentLog, redactor: new Redactor() };

  test('where the session says so', async () => {
    await run(['8.8.8.8'], { telemetry: false });
    expect([...recorder.spans, ...recorder.measurements]).toEqual([]);
  });

  test('without an SDK', async () => {
    recorder.unregister();
    expect(await openTelemetry({}, parts)).toBe(silentTelemetry);
  });

  test('where the SDK has an older API, which is said', async () => {
    const slot = Symbol.for('opentelemetry.js.api.1');
    const registered: unknown = Reflect.get(globalThis, slot);
    const warnings: unknown[] = [];
    const log = { info: () => {}, warn: (...said: unknown[]) => void warnings.push(said) };
    Reflect.set(globalThis, slot, { version: '1.0.0', trace: {} });
    try {
      expect(await openTelemetry({}, { ...parts, log })).toBe(silentTelemetry);
    } finally {
      Reflect.set(globalThis, slot, registered);
    }
    expect(warnings).toEqual([
      ['no telemetry: the OpenTelemetry SDK was started with an older API', { version: '1.0.0' }],
    ]);
  });
});
