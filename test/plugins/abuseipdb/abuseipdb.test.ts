import { createSession } from '@pivotkit/core';
import { abuseipdb } from '@pivotkit/plugin-abuseipdb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

const apiKey = 'k3y-that-nobody-may-see';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [abuseipdb],
    config: { abuseipdb: { apiKey, baseUrl: `${server.baseUrl}/api/v2` } },
    quotas: { windows: { abuseipdb: [] } },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

const checked = (data: object) => ({
  status: 200,
  body: { data: { abuseConfidenceScore: 0, totalReports: 0, ...data } },
});

describe('what is asked', () => {
  test('the address and the age, with the key and JSON in the headers', async () => {
    server.answer(checked({}));
    const { IpAddress } = session.entities;
    await IpAddress.abuseipdb.check('8[.]8.8.8');
    await IpAddress.abuseipdb.check('2606:4700:4700:0::1111', { maxAgeDays: 365 });
    expect(server.heard.map(({ path }) => path)).toEqual([
      '/api/v2/check?ipAddress=8.8.8.8&maxAgeInDays=30',
      '/api/v2/check?ipAddress=2606%3A4700%3A4700%3A%3A1111&maxAgeInDays=365',
    ]);
    expect(server.heard[0]?.headers).toMatchObject({ key: apiKey, accept: 'application/json' });
  });

  test('nothing about private addresses', async () => {
    const frame = await session.entities.IpAddress.abuseipdb.check(['10.0.0.1', '192.0.2.1']);
    expect(frame.toRows().map((row) => row['abuseipdb.check.status'])).toEqual(['skipped(not-public)', 'skipped(not-public)']); // prettier-ignore
    expect(server.heard).toEqual([]);
  });

  test.each([0, 366, 1.5])('not with an age of %s days', async (maxAgeDays) => {
    const asked = session.entities.IpAddress.abuseipdb.check('8.8.8.8', { maxAgeDays });
    await expect(asked).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  test('not without a key, and it says which', async () => {
    const keyless = await createSession({ plugins: [abuseipdb] });
    expect(keyless.pivots('abuseipdb')).toMatchObject([
      { available: false, reason: expect.stringContaining('abuseipdb.apiKey') },
      { available: false, reason: expect.stringContaining('PIVOTKIT_ABUSEIPDB_APIKEY') },
    ]);
    await keyless.close();
  });
});

describe('the judgement', () => {
  test.each([
    ['score above 50', { abuseConfidenceScore: 51, totalReports: 3 }, 'malicious', 'high'],
    ['score 50', { abuseConfidenceScore: 50, totalReports: 3 }, 'suspicious', 'warning'],
    ['score 1', { abuseConfidenceScore: 1, totalReports: 1 }, 'suspicious', 'warning'],
    ['whitelisted, score 0', { isWhitelisted: true, totalReports: 193 }, 'benign', 'information'],
    [
      'whitelisted, but scored',
      { isWhitelisted: true, abuseConfidenceScore: 60, totalReports: 9 },
      'malicious',
      'high',
    ],
    ['reports without weight', { totalReports: 2 }, 'unknown', 'information'],
    ['nobody reported it', {}, 'unknown', 'unknown'],
  ])('%s', async (_, data, judgement, severity) => {
    server.answer(checked(data));
    const frame = await session.entities.IpAddress.abuseipdb.check('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ judgement, severity });
    const opinion = abuseipdb.pivots[0].facets?.reputation?.(frame.row(0) as never);
    expect(opinion).toEqual(severity === 'unknown' ? undefined : expect.objectContaining({ judgement, severity }));
  });

  test.each([
    ['a score above 100', { abuseConfidenceScore: 101 }],
    ['a score that is text', { abuseConfidenceScore: '90' }],
    ['a count below 0', { totalReports: -1 }],
  ])('%s is no answer', async (_, data) => {
    server.answer(checked(data));
    const frame = await session.entities.IpAddress.abuseipdb.check('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ 'abuseipdb.check.status': 'failed(REPLY_INVALID)', judgement: null });
  });
});

describe('reports', () => {
  const report = (categories: number[], comment: string | null = 'x') => ({
    reportedAt: '2026-11-01T10:00:00+00:00',
    comment,
    categories,
    reporterId: 7,
    reporterCountryCode: 'NO',
  });

  test('of all pages, one row each', async () => {
    server.answer(({ path }) => {
      const isFirst = path.includes('page=1');
      const results = isFirst ? [report([18, 22]), report([99], null)] : [report([4])];
      const nextPageUrl = isFirst ? `${server.baseUrl}/api/v2/reports?ipAddress=8.8.8.8&page=2` : null;
      return { status: 200, body: { data: { results, nextPageUrl } } };
    });
    const frame = await session.entities.IpAddress.abuseipdb.reports('8.8.8.8');
    expect(frame.toRows().map(({ categories, comment }) => [categories, comment])).toEqual([
      [['brute force', 'SSH'], 'x'],
      [['category 99'], null],
      [['DDoS attack'], 'x'],
    ]);
    expect(frame.row(0)).toMatchObject({ reportedAt: new Date('2026-11-01T10:00:00Z'), reporterCountry: 'NO' });
  });

  test('none is not found', async () => {
    server.answer({ status: 200, body: { data: { results: [] } } });
    const frame = await session.entities.IpAddress.abuseipdb.reports('8.8.8.8');
    expect(frame.row(0)['abuseipdb.reports.status']).toBe('not-found');
  });
});

describe('doctor', () => {
  test.each([
    ['a key that works', checked({}), true, 'AbuseIPDB answers'],
    [
      'a key that does not',
      { status: 401, body: { errors: [{ detail: 'x', status: 401 }] } },
      false,
      'refused the credentials',
    ],
    [
      'a day that is used up',
      { status: 429, body: { errors: [{ detail: 'Daily rate limit of 1000 requests exceeded' }] } },
      false,
      'Daily rate limit',
    ],
  ])('%s', async (_, reply, ok, detail) => {
    server.answer(reply);
    const [result] = await session.checkServices();
    expect(result).toMatchObject({ plugin: 'abuseipdb', ok, detail: expect.stringContaining(detail) });
  });
});
