import { createSession, definePivot, definePlugin, failed, found, list, notFound, text, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { expect, test } from 'vitest';
import { sourcePlugin } from '../../support/sources.ts';
import { withSources } from './http-source.ts';

const seenAt = new Date('2026-01-02T00:00:00Z');

/** Answers all neutral facets but reputation. */
const register = definePlugin({
  name: 'register',
  version: '1.0.0',
  description: 'Passive DNS and more',
  pivots: [
    definePivot({
      name: 'register.passive',
      description: 'Passive DNS',
      from: [IpAddress, Dns],
      rowsPerInput: 'many',
      columns: { name: text('Name'), address: text('Address', { nullWhen: 'none' }), seen: time('Seen') },
      facets: {
        resolutions: ({ name, address, seen }) => ({
          dns: name,
          ipAddress: address,
          recordType: 'A',
          lastSeenAt: seen,
        }),
        // One of the rows says nothing of it.
        subdomains: ({ name, seen }) => (name.startsWith('www.') ? { dns: name, firstSeenAt: seen } : undefined),
      },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Register' },
      lookup: (inputs: readonly (IpAddress | Dns)[]) =>
        inputs.map(({ key }) =>
          key === 'nothing.org'
            ? notFound()
            : found(
                ['www.example.com', 'example.com'].map((name) => ({ name, address: '93.184.215.14', seen: seenAt })),
              ),
        ),
    }),
    definePivot({
      name: 'register.holder',
      description: 'Who holds it',
      from: [Dns],
      rowsPerInput: 'at-most-one',
      columns: { registrar: text('Registrar'), servers: list('Name servers') },
      facets: {
        whois: ({ registrar, servers }) => ({ registrar, nameServers: servers.map(String), createdAt: seenAt }),
        certificates: () => {
          throw new TypeError('no such field');
        },
      },
      sharing: { reaches: 'nobody' },
      lookup: (inputs: readonly Dns[]) => inputs.map(() => found({ registrar: 'IANA', servers: ['a.example.net'] })),
    }),
  ],
});

/** Answers resolutions, but is down. */
const down = definePlugin({
  name: 'down',
  version: '1.0.0',
  description: 'Down',
  pivots: [
    definePivot({
      name: 'down.passive',
      description: 'Passive DNS',
      from: [Dns],
      rowsPerInput: 'many',
      columns: { name: text('Name') },
      facets: { resolutions: ({ name }) => ({ dns: name, ipAddress: null }) },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Down' },
      lookup: (inputs: readonly Dns[]) => inputs.map(() => failed('PROVIDER_UNREACHABLE', { host: 'h', problem: 'p' })),
    }),
  ],
});

const start = () => createSession({ plugins: withSources([register, down, sourcePlugin({ name: 'all' })]) });

test('resolutions of all sources in one set of columns; who gave none says why', async () => {
  await using session = await start();
  const frame = await session.entities.Dns.ti.resolutions(['example.com', 'nothing.org']);
  const row = {
    recordType: 'A',
    ipAddress: '93.184.215.14',
    lastSeenAt: seenAt,
    firstSeenAt: null,
    provider: 'Register',
  };
  expect(frame.toRows()).toMatchObject([
    { input: 'example.com', dns: 'www.example.com', ...row, lookupStatus: 'found' },
    { input: 'example.com', dns: 'example.com', ...row, lookupStatus: 'found' },
    { input: 'example.com', dns: null, provider: 'Down', lookupStatus: 'failed(PROVIDER_UNREACHABLE)' },
    { input: 'nothing.org', dns: null, provider: 'Register', lookupStatus: 'not-found' },
    { input: 'nothing.org', dns: null, provider: 'Down', lookupStatus: 'failed(PROVIDER_UNREACHABLE)' },
  ]);
  // What a source names can be asked about next.
  expect(frame.columns.get('ipAddress')?.entity).toBe('IpAddress');
});

test('only rows that say something of the facet', async () => {
  await using session = await start();
  const frame = await session.entities.Dns.ti.subdomains('example.com');
  expect(frame.toRows()).toMatchObject([{ dns: 'www.example.com', firstSeenAt: seenAt, provider: 'Register' }]);
});

test('who holds it, from data at hand too', async () => {
  await using session = await start();
  const frame = await session.entities.Dns.ti.whois('example.com');
  expect(frame.row(0)).toMatchObject({ registrar: 'IANA', nameServers: ['a.example.net'], provider: 'register' });
});

test('a facet that cannot be read fails for its own rows', async () => {
  await using session = await start();
  const frame = await session.entities.Dns.ti.certificates('example.com');
  expect(frame.row(0)).toMatchObject({
    sha1: null,
    lookupStatus: 'found',
    note: 'its rows cannot be read: no such field',
  });
});

test('opinions, a row each', async () => {
  await using session = await start();
  const frame = await session.entities.Dns.ti.reputation('example.com', { providers: ['all'] });
  expect(frame.row(0)).toMatchObject({ judgement: null, provider: 'Source all', lookupStatus: 'not-found' });
});

test('a kind that no source answers is not available', async () => {
  await using session = await createSession({ plugins: withSources([down]) });
  const calls = session.pivots().filter(({ available }) => available).map(({ call }) => call); // prettier-ignore
  expect(calls).toEqual(['Dns.ti.resolutions', 'Dns.down.passive']);
  await expect(session.entities.IpAddress.ti.resolutions('8.8.8.8')).rejects.toThrow(/the facet `resolutions`/);
});
