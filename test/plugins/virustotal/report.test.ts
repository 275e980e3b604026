import { createSession } from '@pivotkit/core';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { startSimulator, type SimulatedReply, type Simulator } from '@pivotkit/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const apiKey = 'k3y-that-nobody-may-see';
const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ basePath: '/api/v3', routes: [] });
});
afterAll(() => server.close());

const logged: unknown[] = [];
const log = {
  info: (...line: unknown[]): void => void logged.push(line),
  warn: (...line: unknown[]): void => void logged.push(line),
};

const connect = () =>
  createSession({
    plugins: [virustotal],
    config: { virustotal: { apiKey, baseUrl: server.baseUrl } },
    // The quota of a free key would make the tests wait.
    quotas: { windows: { virustotal: [] } },
    network: { noProxy: '*' },
    log,
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  server.recover();
  session = await connect();
});
afterEach(() => session.close());

const json = (status: number, body: unknown): SimulatedReply => ({ status, json: body });

const report = (type: string, attributes: object, id = 'id'): SimulatedReply =>
  json(200, { data: { id, type, attributes } });

const stats = (malicious: number, suspicious: number, harmless: number, undetected: number) => ({
  last_analysis_stats: { malicious, suspicious, harmless, undetected, timeout: 0 },
});

describe('what is asked', () => {
  test('one path for each kind of thing, with the key in its header', async () => {
    server.answer(report('ip_address', {}));
    const { IpAddress, Dns, Url, FileHash, File } = session.entities;
    await IpAddress.virustotal.report(['8[.]8.8.8', '2606:4700:4700:0::1111']);
    await Dns.virustotal.report('WWW.Bücher.example.com.');
    await Url.virustotal.report('hxxp://8.8.8.8:8080/a?b=1#part');
    await FileHash.virustotal.report(sha256.toUpperCase());
    await File.virustotal.report([File.create({ name: 'x.exe', md5: 'd41d8cd98f00b204e9800998ecf8427e' })]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/v3/ip_addresses/8.8.8.8',
      '/api/v3/ip_addresses/2606%3A4700%3A4700%3A%3A1111',
      '/api/v3/domains/www.xn--bcher-kva.example.com',
      `/api/v3/urls/${Buffer.from('http://8.8.8.8:8080/a?b=1').toString('base64url')}`,
      `/api/v3/files/${sha256}`,
      '/api/v3/files/d41d8cd98f00b204e9800998ecf8427e',
    ]);
    expect(new Set(server.requests.map(({ headers }) => headers['x-apikey']))).toEqual(new Set([apiKey]));
  });

  test('equal things once, private ones and those marked never', async () => {
    server.answer(report('ip_address', {}));
    const { IpAddress } = session.entities;
    const frame = await IpAddress.virustotal.report([
      '8.8.8.8',
      '8[.]8.8.8',
      '10.0.0.1',
      '192.0.2.1',
      '::ffff:8.8.8.8',
    ]);
    expect(frame.toRows().map((row) => row['virustotal.report.status'])).toEqual([
      'found',
      'found',
      'skipped(not-public)',
      'skipped(not-public)',
      'found',
    ]);
    const marked = await IpAddress.virustotal.report([IpAddress.create({ address: '9.9.9.9', marking: 'amber' })]);
    expect(marked.row(0)['virustotal.report.status']).toBe('skipped(marking)');
    expect(server.requests.length).toBe(1);
  });

  test.each([
    ['a URL of another scheme', 'Url', 'ftp://ftp.example.com/x', 'http and https'],
    ['a URL with a password', 'Url', 'https://me:pass@www.example.com/', 'user or password'],
    ['a hash the service does not know', 'FileHash', `imphash:${'0'.repeat(31)}1`, 'not by imphash'],
    ['a file without a hash', 'File', 'C:\\x\\y.exe', 'no SHA-256'],
  ] as const)('%s is not supported, and says why', async (_, kind, value, reason) => {
    const frame = await session.pivot(kind, 'virustotal.report')(value);
    expect(frame.row(0)).toMatchObject({ 'virustotal.report.status': 'not-supported', judgement: null });
    expect(frame.why(0, 'judgement')?.note).toContain(reason);
    expect(server.requests).toEqual([]);
  });
});

describe('what is not known', () => {
  test.each([
    ['to the service', json(404, { error: { code: 'NotFoundError', message: 'x' } }), 'not-found'],
    ['to a proxy', { status: 404, text: '<h1>Not found</h1>' }, 'failed(PROVIDER_REFUSED)'],
    ['as a path', json(404, { error: { code: 'BadRequestError', message: 'x' } }), 'failed(PROVIDER_REFUSED)'],
  ])('%s', async (_, response, status) => {
    server.answer(response);
    const frame = await session.entities.IpAddress.virustotal.report('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ 'virustotal.report.status': status, judgement: null });
  });
});

describe('a service that does not answer', () => {
  test('in time', async () => {
    server.fail('silent');
    const config = { virustotal: { apiKey, baseUrl: server.baseUrl } };
    const hasty = await createSession({ plugins: [virustotal], config, network: { timeoutMs: 50, noProxy: '*' } });
    const frame = await hasty.entities.IpAddress.virustotal.report('8.8.8.8');
    expect(frame.row(0)['virustotal.report.status']).toBe('timeout');
    expect(frame.why(0, 'judgement')?.note).toBe('VirusTotal: No answer within 50 ms');
    await hasty.close();
  });

  test('before the run is cancelled', async () => {
    server.fail('silent');
    const controller = new AbortController();
    const asked = session.entities.IpAddress.virustotal.report(['8.8.8.8', '8.8.4.4'], { signal: controller.signal });
    await server.arrived(2);
    controller.abort();
    const statuses = (await asked).toRows().map((row) => row['virustotal.report.status']);
    expect(statuses).toEqual(['skipped(cancelled)', 'skipped(cancelled)']);
  });
});

describe('the judgement', () => {
  test.each<[string, string, object, string, string]>([
    ['two engines', 'ip_address', stats(2, 0, 60, 30), 'malicious', 'high'],
    ['one engine', 'ip_address', stats(1, 0, 60, 30), 'suspicious', 'warning'],
    ['one suspicion', 'domain', stats(0, 1, 60, 30), 'suspicious', 'warning'],
    ['many say harmless', 'ip_address', stats(0, 0, 60, 30), 'benign', 'information'],
    ['few say harmless', 'ip_address', stats(0, 0, 4, 90), 'unknown', 'information'],
    [
      'many say harmless, the community does not',
      'url',
      { ...stats(0, 0, 60, 30), reputation: -1 },
      'unknown',
      'information',
    ],
    ['nobody rated it', 'ip_address', stats(0, 0, 0, 94), 'unknown', 'unknown'],
    ['nothing found in a file', 'file', stats(0, 0, 0, 70), 'unknown', 'information'],
    ['no engine at all', 'file', stats(0, 0, 0, 0), 'unknown', 'unknown'],
    ['no analysis', 'domain', {}, 'unknown', 'unknown'],
  ])('%s', async (_, type, attributes, ...[judgement, severity]) => {
    server.answer(report(type, attributes));
    const frame = await session.entities.IpAddress.virustotal.report('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ judgement, severity });
  });
});

describe('the columns', () => {
  test('of a file', async () => {
    const attributes = {
      size: 68,
      names: ['eicar.com'],
      meaningful_name: 'eicar.com',
      type_description: 'Powershell',
      tags: ['powershell'],
      reputation: 3000,
      total_votes: { harmless: 10, malicious: 5 },
      last_analysis_date: 1_759_000_000,
      last_analysis_stats: {
        malicious: 62,
        undetected: 5,
        timeout: 1,
        failure: 1,
        'confirmed-timeout': 2,
        'type-unsupported': 7,
      },
      last_analysis_results: {
        Zeta: { category: 'malicious', result: 'EICAR' },
        Alpha: { category: 'suspicious', result: null },
        Beta: { category: 'undetected', result: null },
      },
      popular_threat_classification: { suggested_threat_label: 'virus.eicar/test' },
    };
    server.answer(report('file', attributes, sha256));
    const frame = await session.entities.FileHash.virustotal.report('44d88612fea8a8f36de82e1278abb02f');
    expect(frame.row(0)).toMatchObject({
      judgement: 'malicious',
      malicious: 62,
      suspicious: 0,
      harmless: 0,
      undetected: 5,
      timeouts: 3,
      engines: 78,
      reputation: 3000,
      votesMalicious: 5,
      votesHarmless: 10,
      tags: ['powershell'],
      lastAnalysisAt: new Date(1_759_000_000_000),
      fileSha256: sha256,
      sizeBytes: 68,
      names: ['eicar.com'],
      meaningfulName: 'eicar.com',
      typeDescription: 'Powershell',
      threatLabel: 'virus.eicar/test',
      asn: null,
      detections: [
        { engine: 'Alpha', category: 'suspicious', result: null },
        { engine: 'Zeta', category: 'malicious', result: 'EICAR' },
      ],
      permalink: `https://www.virustotal.com/gui/file/${sha256}`,
    });
    expect(frame.columns.get('fileSha256')?.entity).toBe('FileHash');
  });

  test('of an address, a domain, a URL', async () => {
    const { IpAddress, Dns, Url } = session.entities;
    server.answer(
      report('ip_address', { asn: 64_500, as_owner: 'X', country: 'NL', network: '8.8.8.0/24' }, '2606:4700::1'),
    );
    expect((await IpAddress.virustotal.report('2606:4700::1')).row(0)).toMatchObject({
      asn: 64_500,
      asOwner: 'X',
      country: 'NL',
      network: '8.8.8.0/24',
      malicious: null,
      lastAnalysisAt: null,
      permalink: 'https://www.virustotal.com/gui/ip-address/2606:4700::1',
    });
    server.answer(report('domain', { registrar: 'R', creation_date: 1_600_000_000, categories: { V: 'phishing' } }));
    expect((await Dns.virustotal.report('www.example.com')).row(0)).toMatchObject({
      registrar: 'R',
      createdAt: new Date(1_600_000_000_000),
      categories: { V: 'phishing' },
      fileSha256: null,
    });
    server.answer(report('url', { last_final_url: 'https://x.example/', title: '<b>', last_http_response_code: 200 }));
    expect((await Url.virustotal.report('https://www.example.com/')).row(0)).toMatchObject({
      lastFinalUrl: 'https://x.example/',
      title: '<b>',
      httpStatus: 200,
    });
  });

  test('nulls and attributes that are absent or new cost nothing', async () => {
    server.answer(
      report('ip_address', { asn: null, country: null, last_analysis_stats: null, tags: null, brand_new: [1] }),
    );
    const frame = await session.entities.IpAddress.virustotal.report('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ 'virustotal.report.status': 'found', asn: null, tags: null });
  });

  test('a date beyond all dates is null, not a fault', async () => {
    server.answer(report('domain', { creation_date: 9e15 }));
    const frame = await session.entities.Dns.virustotal.report('www.example.com');
    expect(frame.row(0)).toMatchObject({ 'virustotal.report.status': 'found', createdAt: null });
  });
});

describe('without a key', () => {
  test('it is not available, and says which setting is missing', async () => {
    const without = await createSession({ plugins: [virustotal] });
    const [info] = without.pivots('virustotal.report');
    expect(info).toMatchObject({
      available: false,
      reason: expect.stringMatching(/virustotal\.apiKey.*PIVOTKIT_VIRUSTOTAL_APIKEY/),
    });
    await expect(without.entities.IpAddress.virustotal.report('8.8.8.8')).rejects.toMatchObject({
      code: 'PIVOT_UNAVAILABLE',
    });
    await without.close();
  });

  test.each([
    ['http://www.virustotal.com/api/v3', 'not an https:// URL at www.virustotal.com'],
    ['https://virustotal.example/api/v3', 'not an https:// URL at www.virustotal.com'],
    ['nonsense', 'not an https:// URL at www.virustotal.com'],
  ])('base URL %s is refused at the start', async (baseUrl, problem) => {
    const started = createSession({ plugins: [virustotal], config: { virustotal: { apiKey, baseUrl } } });
    await expect(started).rejects.toMatchObject({ code: 'PLUGINS_INVALID', message: expect.stringContaining(problem) });
  });

  test('a wrong key stops the asking for the rest of the run', async () => {
    server.answer(json(401, { error: { code: 'WrongCredentialsError', message: `Wrong API key ${apiKey}` } }));
    const values = Array.from({ length: 20 }, (_, i) => `8.8.${i + 10}.8`);
    const frame = await session.entities.IpAddress.virustotal.report(values);
    const statuses = frame.toRows().map((row) => row['virustotal.report.status']);
    expect(statuses[0]).toBe('failed(PROVIDER_UNAUTHORIZED)');
    expect(statuses.at(-1)).toBe('skipped(provider-off)');
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  test('the key is in no row, note, message or log, even when the service echoes it', async () => {
    const statuses: unknown[] = [];
    for (const status of [400, 401, 403, 429, 500]) {
      const fresh = await connect();
      server.answer(json(status, { error: { code: 'X', message: `your key is ${apiKey}` } }));
      const frame = await fresh.entities.IpAddress.virustotal.report('8.8.8.8');
      statuses.push(frame.row(0)['virustotal.report.status']);
      expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toContain(apiKey);
      await fresh.close();
    }
    expect(statuses.length).toBe(5);
    expect(JSON.stringify(logged)).not.toContain(apiKey);
    expect(server.requests.every(({ url }) => !url.includes(apiKey))).toBe(true);
  });
});
