import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSamples, simulateSamples } from '@pivotkit/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder = '';
const sample = (name: string, kind: string, request: object, response: object): void =>
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ provider: 'x', case: name, kind, request, response }));

const url = (path: string): string => `https://api.example.com${path}`;
const json = (body: unknown): object => ({ status: 200, headers: { 'content-encoding': 'gzip', 'x-a': '1' }, body });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-samples-'));
  sample('check_bad', 'positive', { url: url('/check?ip=192.0.2.10&days=90') }, json({ ip: '192.0.2.10', score: 9 }));
  sample('check_good', 'negative', { url: url('/check?ip=192.0.2.11') }, json({ ip: '192.0.2.11', score: 0 }));
  sample(
    'limited',
    'rate_limited',
    { url: url('/check?ip=192.0.2.10') },
    { status: 429, headers: { 'retry-after': '7' }, bodyText: 'slow' },
  );
  sample('keyed', 'positive', { url: url('/v1/a%3Ab?key=<key>') }, json('keyed'));
  sample('form', 'positive', { method: 'POST', url: url('/api'), form: { query: 'info', hash: 'aa' } }, json('form'));
  sample('json', 'positive', { method: 'POST', url: url('/api'), json: { query: 'list', n: 2 } }, json('json'));
  sample('gone', 'server_error', { url: url('/x') }, { status: 0, headers: {} });
  writeFileSync(
    join(folder, 'recorded.json'),
    JSON.stringify({ request: { url: url('/recorded') }, response: json('r') }),
  );
  writeFileSync(join(folder, 'notes.txt'), 'no sample');
});
afterAll(() => rmSync(folder, { recursive: true }));

const post = (body: string | URLSearchParams): RequestInit => ({ method: 'POST', body });

test.each<[string, string, RequestInit, number, unknown]>([
  ['the query decides', '/check?ip=192.0.2.11', {}, 200, { ip: '192.0.2.11', score: 0 }],
  ['in any order, with more in it', '/check?verbose&days=90&ip=192.0.2.10', {}, 200, { ip: '192.0.2.10', score: 9 }],
  ['one field that contradicts is another question', '/check?ip=192.0.2.10&days=1', {}, 501, expect.anything()],
  ['a path alone is too little where the sample has a query', '/check', {}, 501, expect.anything()],
  ['a placeholder is anything; paths are compared decoded', '/v1/a:b?key=mine', {}, 200, 'keyed'],
  ['a form', '/api', post(new URLSearchParams({ query: 'info', hash: 'aa' })), 200, 'form'],
  ['JSON', '/api', post('{"n":2,"query":"list"}'), 200, 'json'],
  ['another method', '/api', {}, 501, expect.anything()],
  ['a recorded reply', '/recorded', {}, 200, 'r'],
])('%s', async (_, path, init, ...expected) => {
  await using service = await simulateSamples(folder);
  const reply = await fetch(service.baseUrl + path, init);
  expect([reply.status, await reply.json()]).toEqual(expected);
});

test('faults answer when they are chosen', async () => {
  await using service = await simulateSamples(folder);
  service.choose('limited');
  const reply = await fetch(`${service.baseUrl}/anything`);
  expect([reply.status, reply.headers.get('retry-after'), await reply.text()]).toEqual([429, '7', 'slow']);
  service.recover();
  expect((await fetch(`${service.baseUrl}/recorded`)).status).toBe(200);
  expect(() => service.choose('nothing')).toThrow(/no case 'nothing' in .*: check_bad, check_good/);
});

test('what is asked about stands in for what the samples are about', async () => {
  await using service = await simulateSamples(folder, { standIns: { '8.8.8.8': '192.0.2.10' } });
  const reply = await fetch(`${service.baseUrl}/check?ip=8.8.8.8`);
  expect(await reply.json()).toEqual({ ip: '8.8.8.8', score: 9 });
});

test('what is no exchange over HTTP is no sample', async () => {
  const names = (await readSamples(folder)).map((each) => each.case);
  expect(names).toEqual(['check_bad', 'check_good', 'form', 'json', 'keyed', 'limited', 'recorded']);
});

const shared = '../shared/reference/provider-samples';

describe.skipIf(!existsSync(shared))(`samples in ${shared} (skipped where the folder is absent)`, () => {
  test('every positive reply is found by its own request', async () => {
    const missed: string[] = [];
    let asked = 0;
    for (const provider of readdirSync(shared).filter((name) => !name.includes('.'))) {
      await using service = await simulateSamples(join(shared, provider));
      for (const { case: name, kind, request } of service.samples) {
        if (kind !== 'positive') continue;
        asked += 1;
        const { pathname, search } = new URL(request.url, 'http://service');
        const form = Object.entries(request.form ?? {}).map(([field, value]) => [field, String(value)]);
        const body = request.form === undefined ? JSON.stringify(request.json) : new URLSearchParams(form);
        const post = request.method === 'POST' ? { method: 'POST', body: body ?? '' } : {};
        const reply = await fetch(service.baseUrl + pathname + search, { redirect: 'manual', ...post });
        if (reply.status === 501) missed.push(`${provider}/${name}`);
      }
    }
    expect(asked).toBeGreaterThan(100);
    expect(missed).toEqual([]);
  });
});
