import { createSession, definePivot, definePlugin, found, text, type PolicySettings } from '@pivotkit/core';
import { Dns, FileHash, IpAddress, Mailbox, Url } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { debugLog } from '../../support/debug-log.ts';

const heard: string[] = [];

const asked = <const N extends string>(name: N, reaches: 'provider' | 'target' | 'nobody') =>
  definePivot({
    name,
    description: 'Remembers what it was told',
    from: [IpAddress, Dns, Url, Mailbox, FileHash],
    rowsPerInput: 'at-most-one',
    columns: { seen: text('Seen') },
    sharing: reaches === 'nobody' ? { reaches } : { reaches, maxTlp: 'amber', provider: name },
    lookup: (inputs) =>
      inputs.map(({ key }) => {
        heard.push(`${name} ${key}`);
        return found({ seen: key });
      }),
  });

const service = definePlugin({
  name: 'service',
  version: '1.0.0',
  description: 'A service',
  pivots: [asked('service', 'provider'), asked('service.scan', 'target'), asked('service.local', 'nobody')],
});
const other = definePlugin({
  name: 'other',
  version: '1.0.0',
  description: 'Another',
  pivots: [asked('other', 'provider')],
});

async function opened(policy: PolicySettings) {
  heard.length = 0;
  return createSession({ plugins: [service, other], policy });
}

describe('what is one’s own never leaves', () => {
  const own = {
    networks: ['9.9.9.0/24', '2620:fe::/48', '198.51.100.7'],
    domains: ['Corp-Example.com.', '*.example.net'],
  };
  const cases: readonly (readonly [kind: 'IpAddress' | 'Dns' | 'Url' | 'Mailbox', value: string, own: boolean])[] = [
    ['IpAddress', '9.9.9.9', true],
    ['IpAddress', '9[.]9[.]9[.]200', true],
    ['IpAddress', '9.9.10.9', false],
    ['IpAddress', '2620:fe::fe', true],
    ['IpAddress', '2620:fe:1::fe', false],
    // NAT64 of 9.9.9.9.
    ['IpAddress', '64:ff9b::909:909', true],
    ['Dns', 'corp-example.com', true],
    ['Dns', 'VPN.corp-example.com.', true],
    ['Dns', 'notcorp-example.com', false],
    ['Dns', 'a.b.example.net', true],
    // The reverse name of 9.9.9.9.
    ['Dns', '9.9.9.9.in-addr.arpa', true],
    ['Url', 'https://vpn.corp-example.com/login', true],
    ['Url', 'http://9.9.9.9:8080/', true],
    ['Url', 'https://example.org/?u=corp-example.com', false],
    ['Mailbox', 'ann@corp-example.com', true],
    ['Mailbox', 'ann@example.org', false],
  ];
  test.each(cases)('%s %s', async (kind, value, isOwn) => {
    await using session = await opened({ own });
    const frame = await session.entities[kind].service(value);
    expect(frame.row(0)['service.status']).toBe(isOwn ? 'skipped(own)' : 'found');
    expect(heard).toHaveLength(isOwn ? 0 : 1);
    // What is at hand may be asked.
    expect((await session.entities[kind].service.local(value)).row(0)['service.local.status']).toBe('found');
  });

  test('the note names what it is own by', async () => {
    await using session = await opened({ own });
    const frame = await session.entities.Dns.service('vpn.corp-example.com');
    expect(frame.why(0, 'seen')?.note).toBe(
      'vpn.corp-example.com is one’s own (corp-example.com) and does not leave the house',
    );
  });
});

test('in passive mode no target notices', async () => {
  await using session = await opened({ passive: true });
  const { Dns: Name } = session.entities;
  expect((await Name.service.scan('example.org')).row(0)['service.scan.status']).toBe('skipped(passive)');
  expect((await Name.service('example.org')).row(0)['service.status']).toBe('found');
  expect(heard).toEqual(['service example.org']);
});

describe('purposes', () => {
  const purposes = {
    triage: { reaches: 'provider', plugins: ['service'] },
    sharing: { exceptPlugins: ['service'], maxTlp: 'green' },
    archive: { reaches: 'nobody' },
  } as const;
  test.each([
    ['triage', ['service example.org'], ['found', 'skipped(purpose)', 'skipped(purpose)']],
    ['sharing', ['other example.org'], ['skipped(purpose)', 'skipped(purpose)', 'found']],
    ['archive', [], ['skipped(purpose)', 'skipped(purpose)', 'skipped(purpose)']],
  ])('%s', async (purpose, told, statuses) => {
    await using session = await opened({ purpose, purposes });
    const frame = await session
      .from([{ name: 'example.org' }])
      .pivot(session.entities.Dns.service, { column: 'name' })
      .pivot(session.entities.Dns.service.scan, { column: 'name', prefix: 'scan_' })
      .pivot(session.entities.Dns.other, { column: 'name', prefix: 'other_' })
      .run();
    const row = frame.row(0);
    expect([row['service.status'], row['scan_service.scan.status'], row['other_other.status']]).toEqual(statuses);
    expect(heard).toEqual(told);
  });

  test('a purpose lowers the ceiling, and never raises it', async () => {
    const marked = Dns.create({ domainName: 'example.org', marking: 'amber' });
    await using session = await opened({ purpose: 'sharing', purposes });
    expect((await session.entities.Dns.other(marked)).row(0)['other.status']).toBe('skipped(marking)');
    await using lax = await opened({ purpose: 'lax', purposes: { lax: { maxTlp: 'red' } } });
    const red = Dns.create({ domainName: 'example.org', marking: 'red' });
    expect((await lax.entities.Dns.other(red)).row(0)['other.status']).toBe('skipped(marking)');
  });
});

test.each([
  [{ purpose: 'triag', purposes: { triage: {} } }, "did you mean 'triage'?"],
  [{ purpose: 'triage' }, 'names none'],
  [{ own: { networks: ['10.0.0.1/8'] } }, 'must be 0'],
  [{ own: { networks: ['10.0.0.0/33'] } }, '0 to 32 bits'],
  [{ own: { networks: ['corp'] } }, 'is no network'],
  [{ own: { domains: ['.'] } }, 'empty name'],
] satisfies (readonly [PolicySettings, string])[])(
  'a wrong policy is refused when the session starts: %j',
  async (policy, problem) => {
    await expect(opened(policy)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining(problem),
    });
  },
);

test('a decision can be explained before anybody is asked', async () => {
  await using session = await opened({ own: { networks: ['9.9.9.0/24'] }, passive: true });
  const { IpAddress: Ip } = session.entities;
  const decision = session.decision(Ip.service.scan, '9.9.9.9');
  expect(decision).toMatchObject({ allowed: false, told: 'service.scan' });
  expect(decision.rules.filter(({ refusal }) => refusal !== undefined).map(({ rule }) => rule)).toEqual([
    'own',
    'passive',
  ]);
  expect(session.decision(Ip.service, '8.8.8.8')).toMatchObject({ allowed: true, told: 'service' });
  expect(session.decision(Ip.service.local, '10.0.0.1')).toEqual({ allowed: true, told: undefined, rules: [] });
  expect(() => session.decision(Ip.service, 'no address')).toThrow(
    expect.objectContaining({ code: 'PIVOT_INPUT_INVALID' }),
  );
  expect(heard).toEqual([]);
});

test('each decision is logged: who may be told of what, and what is refused why', async () => {
  const { log, lines } = debugLog();
  heard.length = 0;
  await using session = await createSession({
    plugins: [service, other],
    log,
    policy: { purpose: 'triage', purposes: { triage: {} } },
  });
  await session.entities.IpAddress.service(['8.8.8.8', '10.0.0.1']);
  const common = { pivot: 'service', kind: 'IpAddress' };
  expect(lines).toEqual([
    ['may be asked', { ...common, told: 'service', purpose: 'triage', key: '8.8.8.8', marking: 'clear (unmarked)' }],
    [
      'not asked',
      {
        ...common,
        key: '10.0.0.1',
        status: 'skipped(not-public)',
        reason: '10.0.0.1 is not public and does not leave the house',
      },
    ],
  ]);
});
