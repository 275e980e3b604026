import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, type ConfigOf, type Log } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { startSimulator, type SimulatedReply, type Simulator } from '@pivotkit/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedClock } from '../../support/clock.ts';

type Online = NonNullable<NonNullable<ConfigOf<readonly [typeof geolocation]>['geolocation']>['online']>;

let service: Simulator;
let replies: Record<string, SimulatedReply>;
beforeEach(async () => {
  replies = {};
  service = await startSimulator({ routes: [] });
  service.answer(({ path }) => replies[path] ?? { status: 404, json: { error: 'no such path' } });
});
afterEach(() => service.close());

const key = 'k3y-0f-the-account';

function sessionWith(sources: Online['sources'], more: Partial<Online> & { readonly log?: Log } = {}) {
  const { baseUrl } = service;
  const { log, ...others } = more;
  const online = {
    sources,
    maxmind: { accountId: '12345', licenseKey: key, baseUrl },
    ipinfo: { token: key, baseUrl },
    ipApi: { unencrypted: true, baseUrl },
    ipstack: { accessKey: key, baseUrl },
    ...others,
  };
  return createSession({
    plugins: [geolocation],
    config: { geolocation: { online } },
    network: { attempts: 1 },
    clock: fixedClock(),
    ...(log && { log }),
  });
}

const statusOf = (row: object): unknown => Reflect.get(row, 'geolocation.online.status');

const ipinfo = {
  ip: '8.8.8.8',
  city: 'Mountain View',
  region: 'California',
  country: 'US',
  loc: '37.4056,-122.0775',
  org: 'AS15169 Google LLC',
  postal: '94043',
  timezone: 'America/Los_Angeles',
  anycast: true,
};
const ipApi = {
  status: 'success',
  country: 'Norway',
  countryCode: 'NO',
  region: '03',
  regionName: 'Oslo',
  city: 'Oslo',
  zip: '0150',
  lat: 0,
  lon: 0,
  timezone: 'Europe/Oslo',
  as: 'AS2119 Telenor',
  query: '8.8.4.4',
};

describe('one set of columns for all services', () => {
  test('ipinfo', async () => {
    replies['/8.8.8.8/json'] = { json: ipinfo };
    await using session = await sessionWith(['ipinfo']);
    expect((await session.entities.IpAddress.geolocation.online('8.8.8.8')).row(0)).toMatchObject({
      countryCode: 'US', countryName: 'United States', state: 'California', city: 'Mountain View', postalCode: '94043',
      latitude: 37.4056, longitude: -122.0775, timeZone: 'America/Los_Angeles', asn: 15_169, asOrganization: 'Google LLC',
      isAnycast: true, network: null, source: 'ipinfo',
    }); // prettier-ignore
    expect(service.requests[0]?.headers['authorization']).toBe(`Bearer ${key}`);
  });

  test('ipinfo lite, where `country` is the name', async () => {
    replies['/lite/8.8.8.8'] = {
      json: {
        ip: '8.8.8.8',
        asn: 'AS15169',
        as_name: 'Google LLC',
        country_code: 'US',
        country: 'United States',
        continent_code: 'NA',
      },
    };
    await using session = await sessionWith(['ipinfo'], {
      ipinfo: { token: key, plan: 'lite', baseUrl: service.baseUrl },
    });
    expect((await session.entities.IpAddress.geolocation.online('8.8.8.8')).row(0)).toMatchObject({
      countryCode: 'US', countryName: 'United States', continentCode: 'NA', asn: 15_169, city: null,
    }); // prettier-ignore
  });

  test('ip-api, a hundred addresses in one request; 0° and 0° are a place', async () => {
    replies['/batch'] = { json: [{ status: 'fail', message: 'reserved range', query: '9.9.9.9' }, ipApi] };
    await using session = await sessionWith(['ip-api']);
    const rows = (await session.entities.IpAddress.geolocation.online(['8.8.4.4', '9.9.9.9'])).toRows();
    expect(rows[0]).toMatchObject({
      countryCode: 'NO',
      state: 'Oslo',
      stateCode: '03',
      latitude: 0,
      longitude: 0,
      asn: 2_119,
      asOrganization: 'Telenor',
      source: 'ip-api',
    });
    expect(statusOf(rows[1] ?? {})).toBe('not-found');
    expect(service.requests.map(({ method, json }) => [method, json])).toEqual([['POST', ['8.8.4.4', '9.9.9.9']]]);
  });

  test('MaxMind, whose service knows the network', async () => {
    replies['/geoip/v2.1/city/8.8.8.8'] = {
      json: {
        city: { names: { en: 'Oslo', de: 'Oslo' } },
        country: { iso_code: 'NO' },
        traits: { network: '8.8.8.0/24' },
      },
    };
    await using session = await sessionWith(['maxmind']);
    expect((await session.entities.IpAddress.geolocation.online('8.8.8.8')).row(0)).toMatchObject({
      city: 'Oslo',
      countryName: 'Norway',
      network: '8.8.8.0/24',
      source: 'maxmind',
    });
    expect(service.requests[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from(`12345:${key}`).toString('base64')}`,
    );
  });

  test('ipstack, whose unknown is an answer full of nulls', async () => {
    replies['/8.8.8.8'] = {
      json: {
        ip: '8.8.8.8',
        country_code: 'NO',
        city: 'Oslo',
        latitude: 59.9,
        longitude: 10.7,
        connection: { asn: 64_496, isp: 'Example' },
      },
    };
    replies['/9.9.9.9'] = {
      json: {
        ip: '9.9.9.9',
        country_code: null,
        city: null,
        latitude: null,
        longitude: null,
        connection: { asn: null, isp: null },
      },
    };
    await using session = await sessionWith(['ipstack']);
    const rows = (await session.entities.IpAddress.geolocation.online(['8.8.8.8', '9.9.9.9'])).toRows();
    expect(rows[0]).toMatchObject({ countryCode: 'NO', asn: 64_496, asOrganization: 'Example', source: 'ipstack' });
    expect(statusOf(rows[1] ?? {})).toBe('not-found');
  });
});

describe('one service after the other', () => {
  test('the next is asked about what the one before did not find, and about nothing else', async () => {
    replies['/8.8.8.8/json'] = { json: ipinfo };
    replies['/8.8.4.4/json'] = { json: { ip: '8.8.4.4', bogon: true } };
    replies['/9.9.9.9/json'] = { status: 503, text: '' };
    replies['/batch'] = { json: [ipApi, { status: 'fail', message: 'private range', query: '9.9.9.9' }] };
    await using session = await sessionWith(['ipinfo', 'ip-api']);
    const rows = (await session.entities.IpAddress.geolocation.online(['8.8.8.8', '8.8.4.4', '9.9.9.9'])).toRows();
    expect(rows.map((row) => [row.source, statusOf(row)])).toEqual([
      ['ipinfo', 'found'],
      ['ip-api', 'found'],
      [null, 'not-found'],
    ]);
    expect(service.requests.find(({ path }) => path === '/batch')?.json).toEqual(['8.8.4.4', '9.9.9.9']);
  });

  test('databases at hand first: what they know is told to nobody', async () => {
    await using session = await sessionWith(['files', 'ipinfo']);
    const row = (await session.entities.IpAddress.geolocation.online('8.8.8.8')).row(0);
    expect(row).toMatchObject({ countryCode: 'US' });
    expect(row.source).toMatch(/^country .*\d{4}-\d\d-\d\d$/);
    expect(service.requests).toEqual([]);
  });

  test('the order of a call comes before that of the configuration', async () => {
    replies['/8.8.8.8'] = { json: { ip: '8.8.8.8', country_code: 'NO' } };
    await using session = await sessionWith(['ipinfo']);
    const frame = await session.entities.IpAddress.geolocation.online('8.8.8.8', { sources: ['ipstack'] });
    expect(frame.row(0).source).toBe('ipstack');
  });

  test('ip-api is left alone when it says that nothing is left', async () => {
    replies['/batch'] = { headers: { 'x-rl': '0', 'x-ttl': '37' }, json: [ipApi] };
    await using session = await sessionWith(['ip-api']);
    await session.entities.IpAddress.geolocation.online('8.8.4.4');
    const frame = await session.entities.IpAddress.geolocation.online('8.8.8.8');
    expect([statusOf(frame.row(0)), frame.why(0, 'city')?.note]).toEqual([
      'throttled',
      'ip-api: no requests are left for 37 s',
    ]);
    expect(service.requests).toHaveLength(1);
  });

  test('addresses that are not public go nowhere', async () => {
    await using session = await sessionWith(['ipinfo', 'ip-api']);
    expect(statusOf((await session.entities.IpAddress.geolocation.online('10.0.0.1')).row(0))).toBe(
      'skipped(not-public)',
    );
    expect(service.requests).toEqual([]);
  });
});

describe('set-up', () => {
  test('without a service the pivot says what is missing', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    await expect(session.entities.IpAddress.geolocation.online('8.8.8.8')).rejects.toThrow(
      'geolocation.online.sources',
    );
  });

  test.each<[object, string]>([
    [{ sources: ['ip-api'] }, 'asked in the clear'],
    [{ sources: ['maxmind'] }, 'online.maxmind'],
    [{ sources: ['ipstack'] }, 'online.ipstack'],
    [{ sources: ['ipinfo'], ipinfo: { plan: 'lite' } }, 'needs `online.ipinfo.token`'],
    [{ sources: ['ipinfo'], ipinfo: { baseUrl: 'https://elsewhere.example' } }, 'ipinfo.io'],
    [{ sources: [] }, 'sources'],
  ])('%j is refused', async (online, problem) => {
    const config = { geolocation: { online: online as Online } };
    await expect(createSession({ plugins: [geolocation], config })).rejects.toThrow(problem);
  });

  test('asking in the clear is said', async () => {
    const said: string[] = [];
    await using session = await sessionWith(['ip-api'], {
      log: { debug: () => {}, info: () => {}, warn: (text) => void said.push(text) },
    });
    expect(session.pivots('ip').length).toBeGreaterThan(0);
    expect(said.join()).toContain('without encryption');
  });

  test('a key that a service sends back does not stand in the answer', async () => {
    replies['/8.8.8.8'] = { json: { success: false, error: { code: 106, type: 'x', info: `bad ${key}` } } };
    await using session = await sessionWith(['ipstack']);
    const frame = await session.entities.IpAddress.geolocation.online('8.8.8.8');
    expect(frame.why(0, 'city')?.note).not.toContain(key);
  });
});

interface Sample {
  readonly request: { readonly url?: string };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
    readonly bodyText?: string;
  };
}

const folder = '../shared/reference/provider-samples';
const isThere = existsSync(folder);

const place = {
  latitude: 52.5,
  longitude: 5.75,
  city: 'Example City',
  countryCode: null,
  timeZone: 'Europe/Amsterdam',
};
const outcomes: Readonly<Record<string, string | object>> = {
  'ipinfo/auth_403': 'failed(PROVIDER_UNAUTHORIZED)',
  'ipinfo/invalid_ip_404': 'failed(PROVIDER_REFUSED)',
  'ipinfo/legacy_keyless_positive': { ...place, asn: 64_496 },
  'ipinfo/legacy_positive': { ...place, postalCode: '1000', isAnycast: true, asOrganization: 'Example Networks' },
  'ipinfo/lite_bogon': 'not-found',
  'ipinfo/lite_positive': { continentCode: 'EU', asn: 64_496, countryName: 'Exampleland' },
  'ipinfo/malformed_html_on_200': 'failed(REPLY_INVALID)',
  'ipinfo/malformed_truncated_json': 'failed(REPLY_INVALID)',
  'ipinfo/rate_limited_429_token': 'throttled',
  'ipinfo/server_error_502': 'failed(PROVIDER_UNAVAILABLE)',
  'ip-api/batch_mixed': { asn: 64_496, asOrganization: 'Example Networks' },
  'ip-api/batch_too_many_422': 'failed(PROVIDER_REFUSED)',
  'ip-api/fail_reserved': 'not-found',
  'ip-api/https_forbidden_403': 'failed(PROVIDER_FORBIDDEN)',
  'ip-api/json_extended_fields': { ...place, continentCode: 'EU', postalCode: '1000' },
  'ip-api/json_positive': { ...place, state: 'Example', stateCode: 'EX' },
  'ip-api/malformed_html_on_200': 'failed(REPLY_INVALID)',
  'ip-api/rate_limited_429': 'throttled',
  'ip-api/server_error_502': 'failed(PROVIDER_UNAVAILABLE)',
  'ipstack/auth_invalid_101': 'failed(PROVIDER_UNAUTHORIZED)',
  'ipstack/bulk_not_supported_303': 'failed(PROVIDER_NOT_ENTITLED)',
  'ipstack/bulk_positive': 'failed(REPLY_INVALID)',
  'ipstack/gateway_auth_invalid_401': 'failed(PROVIDER_UNAUTHORIZED)',
  'ipstack/gateway_no_route_404': 'failed(PROVIDER_REFUSED)',
  'ipstack/https_restricted_105': 'failed(PROVIDER_NOT_ENTITLED)',
  'ipstack/invalid_ip_106': 'failed(PROVIDER_REFUSED)',
  'ipstack/malformed_truncated_json': 'failed(REPLY_INVALID)',
  'ipstack/quota_104': 'throttled',
  'ipstack/quota_104_status_429': 'throttled',
  'ipstack/server_error_502': 'failed(PROVIDER_UNAVAILABLE)',
  'ipstack/single_positive': {
    latitude: 52.5,
    longitude: 5.75,
    city: 'Example City',
    asn: 64_496,
    countryName: 'Exampleland',
  },
  'ipstack/single_unknown': 'not-found',
  'maxmind/web_auth_401': 'failed(PROVIDER_UNAUTHORIZED)',
  'maxmind/web_city_positive': {
    ...place,
    accuracyRadius: 100,
    network: '192.0.2.0/24',
    asn: 64_496,
    state: 'Example',
  },
  'maxmind/web_ip_invalid_400': 'failed(PROVIDER_REFUSED)',
  'maxmind/web_out_of_queries_402': 'failed(PROVIDER_NOT_ENTITLED)',
  'maxmind/web_permission_403': 'failed(PROVIDER_FORBIDDEN)',
};

const cases = (['ipinfo', 'ip-api', 'ipstack', 'maxmind'] as const).flatMap((source) =>
  isThere
    ? readdirSync(join(folder, source))
        .map((file) => [source, file.replace('.json', '')] as const)
        .filter(([, name]) => source !== 'maxmind' || name.startsWith('web_'))
    : [[source, 'absent'] as const],
);

describe.skipIf(!isThere)(`samples of replies in ${folder} (skipped where the folder is absent)`, () => {
  test.each(cases)('%s: %s', async (source, name) => {
    const { response } = JSON.parse(readFileSync(join(folder, source, `${name}.json`), 'utf8')) as Sample;
    const { status, headers, body, bodyText } = response;
    // ip-api is asked in batches here; its other form holds the same items alone.
    const batch = source === 'ip-api' && body !== undefined && !Array.isArray(body) && status === 200 ? [body] : body;
    const asked = '8.8.8.8';
    const text = (bodyText ?? JSON.stringify(batch)).replaceAll(/"(192\.0\.2\.10|10\.0\.0\.1)"/g, (_, at: string) =>
      at === '10.0.0.1' && Array.isArray(body) ? '"10.0.0.1"' : `"${asked}"`,
    );
    service.answer({ status, headers, text });
    const plan = name.startsWith('lite') ? 'lite' : 'standard';
    await using session = await sessionWith([source], { ipinfo: { token: key, plan, baseUrl: service.baseUrl } });
    const row = (await session.entities.IpAddress.geolocation.online(asked)).row(0);
    const expected = outcomes[`${source}/${name}`] ?? `an outcome for the case ${name}`;
    expect(row).toMatchObject(
      typeof expected === 'string'
        ? { 'geolocation.online.status': expected }
        : { 'geolocation.online.status': 'found', ...expected },
    );
  });
});

describe('its check', () => {
  test('asks each service that is configured once', async () => {
    replies['/8.8.8.8/json'] = { json: ipinfo };
    replies['/batch'] = { json: [{ ...ipApi, query: '8.8.8.8' }] };
    await using session = await sessionWith(['files', 'ipinfo', 'ip-api']);
    expect(await session.checkServices()).toMatchObject([{ ok: true, detail: 'ipinfo answers; ip-api answers' }]);
    expect(service.requests).toHaveLength(2);
  });

  test('says which of them does not answer this account', async () => {
    replies['/8.8.8.8/json'] = { status: 403, json: {} };
    replies['/8.8.8.8'] = { json: { ip: '8.8.8.8', country_code: 'US' } };
    await using session = await sessionWith(['ipinfo', 'ipstack']);
    expect(await session.checkServices()).toMatchObject([
      { ok: false, detail: expect.stringMatching(/ipinfo.*403.*; ipstack answers$/), advice: expect.any(String) },
    ]);
  });

  test('asks nobody where no service is configured', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    expect(await session.checkServices()).toMatchObject([{ ok: true, detail: expect.stringContaining('nobody') }]);
    expect(service.requests).toEqual([]);
  });
});
