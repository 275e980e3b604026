import { createSession } from '@pivotkit/core';
import { greynoise } from '@pivotkit/plugin-greynoise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = (more: object = {}) =>
  createSession({
    plugins: [greynoise],
    config: { greynoise: { apiKey: 'gn-key', baseUrl: server.baseUrl, ...more } },
    quotas: { windows: { greynoise: [] } },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

const known = (scanner: object, service: object = { found: false }, ip = '8.8.8.8') => ({
  ip,
  internet_scanner_intelligence: scanner,
  business_service_intelligence: service,
  request_metadata: { restricted_fields: [] },
});

describe('what is asked', () => {
  test('one path each; many addresses with one request', async () => {
    server.answer(({ method }) =>
      method === 'POST'
        ? {
            status: 200,
            body: {
              data: [known({ found: true, classification: 'malicious' }, {}, '9.9.9.9'), { ip: '1.1.1.1', x: 1 }],
            },
          }
        : { status: 200, body: known({ found: true, classification: '' }) },
    );
    const { IpAddress } = session.entities;
    await IpAddress.greynoise.context('8.8.8.8');
    const frame = await IpAddress.greynoise.quick([
      '8.8.8.8',
      '2606:4700:4700::1111',
      '9.9.9.9',
      '1.1.1.1',
      '9[.]9.9.9',
    ]);
    const statuses = frame.toRows().map((row) => [row['greynoise.quick.status'], row.judgement]);
    expect(statuses).toEqual([
      ['not-found', null],
      ['not-supported', null],
      ['found', 'malicious'],
      ['failed(REPLY_INVALID)', null],
      ['found', 'malicious'],
    ]);
    expect(server.heard.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      'GET /v3/ip/8.8.8.8 ',
      'POST /v3/ip?quick=true {"ips":["8.8.8.8","9.9.9.9","1.1.1.1"]}',
    ]);
    expect(server.heard[0]?.headers).toMatchObject({ key: 'gn-key' });
  });

  test('the community API also without a key, the others not', async () => {
    const keyless = await createSession({ plugins: [greynoise], config: { greynoise: { baseUrl: server.baseUrl } } });
    const available = keyless.pivots('greynoise').map(({ name, available: is, reason }) => [name, is, reason?.includes('PIVOTKIT_GREYNOISE_APIKEY')]); // prettier-ignore
    expect(available).toEqual([
      ['greynoise.community', true, undefined],
      ['greynoise.context', false, true],
      ['greynoise.quick', false, true],
    ]);
    server.answer({ status: 200, body: { noise: true, riot: false } });
    const frame = await keyless.entities.IpAddress.greynoise.community('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ judgement: 'unknown', severity: 'information', classification: null });
    expect(server.heard[0]?.headers['key']).toBeUndefined();
    await keyless.close();
  });
});

describe('the judgement', () => {
  test.each([
    ['classified malicious', { found: true, classification: 'malicious' }, { found: false }, 'malicious', 'high'],
    [
      'malicious although a service',
      { found: true, classification: 'malicious' },
      { found: true, trust_level: '1' },
      'malicious',
      'high',
    ],
    ['classified suspicious', { found: true, classification: 'suspicious' }, { found: false }, 'suspicious', 'warning'],
    ['classified benign', { found: true, classification: 'benign' }, { found: false }, 'benign', 'information'],
    [
      'seen, of no known intent',
      { found: true, classification: 'unknown' },
      { found: false },
      'unknown',
      'information',
    ],
    ['a class nobody knows', { found: true, classification: 'odd' }, { found: false }, 'unknown', 'information'],
    ['a trusted service', { found: false }, { found: true, trust_level: '1' }, 'benign', 'information'],
    ['a service that may be misused', { found: false }, { found: true, trust_level: '2' }, 'unknown', 'information'],
    ['a service without a level', { found: false }, { found: true, trust_level: '' }, 'unknown', 'information'],
  ])('%s', async (_, scanner, service, ...[judgement, severity]) => {
    server.answer({ status: 200, body: known(scanner, service) });
    const frame = await session.entities.IpAddress.greynoise.context('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ judgement, severity });
    expect(greynoise.pivots[1].facets?.reputation?.(frame.row(0) as never)).toMatchObject({ judgement, severity });
  });

  test('unknown in what the plan shows is not found, and says what it does not show', async () => {
    server.answer({ status: 206, body: known({ found: false }, { found: null }) });
    const frame = await session.entities.IpAddress.greynoise.context('8.8.8.8');
    expect(frame.row(0)['greynoise.context.status']).toBe('not-found');
    expect(frame.why(0, 'judgement')?.note).toBe('the plan behind the key does not show business services');
  });
});

test('what is seen of a scanner', async () => {
  const scanner = {
    found: true,
    classification: 'malicious',
    first_seen: '2026-01-02',
    last_seen: '2026-11-01',
    last_seen_timestamp: '2026-11-01 10:20:30',
    actor: 'unknown',
    spoofable: false,
    bot: true,
    vpn: true,
    vpn_service: 'EXAMPLE_VPN',
    tor: false,
    cves: ['CVE-2026-0001'],
    tags: [{ id: '1', slug: 'ssh', name: 'SSH Bruteforcer', intention: 'malicious' }],
    metadata: { asn: 'AS64500', organization: 'Example', source_country_code: 'NO', rdns: 'Scan.Example.com' },
  };
  server.answer({ status: 200, body: known(scanner) });
  const frame = await session.entities.IpAddress.greynoise.context('8.8.8.8');
  expect(frame.row(0)).toMatchObject({
    actor: null,
    tags: ['SSH Bruteforcer'],
    cves: ['CVE-2026-0001'],
    firstSeenAt: new Date('2026-01-02'),
    lastSeenAt: new Date('2026-11-01T10:20:30Z'),
    isBot: true,
    isVpn: true,
    vpnService: 'EXAMPLE_VPN',
    asn: 64_500,
    country: 'NO',
    reverseName: 'scan.example.com',
    permalink: 'https://viz.greynoise.io/ip/8.8.8.8',
  });
});

test('doctor says that the service answers, or that it refuses the key', async () => {
  server.answer({ status: 200, body: { noise: false, riot: true } });
  expect(await session.checkServices()).toMatchObject([{ ok: true, detail: 'GreyNoise answers' }]);
  server.answer({ status: 401, body: { message: 'unauthorized' } });
  expect(await session.checkServices()).toMatchObject([{ ok: false, advice: 'Check the key.' }]);
});
