import { existsSync, readFileSync } from 'node:fs';
import { createSession } from '@pivotkit/core';
import { components } from '@pivotkit/plugin-components';
import { describe, expect, test } from 'vitest';

const oneRow = async <T>(ask: () => Promise<{ row(i: number): T }>): Promise<T> => (await ask()).row(0);

describe('components.domain', () => {
  test.each([
    [
      'www.example.co.uk',
      false,
      {
        subdomain: 'www',
        label: 'example',
        registeredDomain: 'example.co.uk',
        suffix: 'co.uk',
        isKnownSuffix: true,
        isPublic: true,
      },
    ],
    ['WWW[.]Example.com.', false, { name: 'www.example.com', registeredDomain: 'example.com' }],
    ['co.uk', false, { label: null, registeredDomain: null, suffix: 'co.uk', isKnownSuffix: true }],
    ['srv01.contoso.garbage', false, { label: null, suffix: null, isKnownSuffix: false, isPublic: false }],
    ['user.github.io', false, { registeredDomain: 'github.io', subdomain: 'user' }],
    ['user.github.io', true, { registeredDomain: 'user.github.io', subdomain: '', suffix: 'github.io', label: 'user' }],
    ['xn--bcher-kva.ch', false, { unicodeName: 'bücher.ch', label: 'xn--bcher-kva' }],
  ])('%s (suffixes of companies: %s)', async (name, privateSuffixes, expected) => {
    await using session = await createSession({ plugins: [components] });
    expect(await oneRow(() => session.entities.Dns.components.domain(name, { privateSuffixes }))).toMatchObject(
      expected,
    );
  });

  test('of URLs and hosts their names; an address has no such parts', async () => {
    await using session = await createSession({ plugins: [components] });
    const { Url, Host } = session.entities;
    expect(await oneRow(() => Url.components.domain('https://a.b.example.com/'))).toMatchObject({ subdomain: 'a.b' });
    expect(await oneRow(() => Host.components.domain('SRV01.example.com'))).toMatchObject({ subdomain: 'srv01' });
    for (const ask of [() => Url.components.domain('https://8.8.8.8/'), () => Host.components.domain('SRV01')])
      expect(await oneRow<object>(ask)).toMatchObject({ 'components.domain.status': 'not-supported' });
  });
});

const oracle = '../shared/oracle/domain-utils/expected.json';

type PeerUrl = Readonly<Record<string, string | number | null>>;

describe.skipIf(!existsSync(oracle))(`agreement with the peer's url_components (needs ${oracle})`, () => {
  const read = (): Readonly<Record<string, PeerUrl>> =>
    (JSON.parse(readFileSync(oracle, 'utf8')) as { readonly url_components: Readonly<Record<string, PeerUrl>> })
      .url_components;

  /** What the peer says of a path, and what stands here: no path is `/`, and what is encoded is not encoded again. */
  const paths: Readonly<Record<string, string>> = { '': '/', null: '/', '/%25zz%2541': '/%zz%41' };

  /** Cells that differ on purpose: brackets are no part of an address, and a default port says nothing. */
  const normal = ({ scheme, host, port, path, query, fragment, auth }: PeerUrl): object => ({
    scheme,
    host: String(host).replaceAll(/^\[|\]$/g, ''),
    port: (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443) ? null : port,
    path: paths[String(path)] ?? path,
    query,
    fragment,
    hasCredentials: auth !== null,
  });

  test('every URL with a scheme and a host has the same parts', async () => {
    await using session = await createSession({ plugins: [components] });
    const known = Object.entries(read());
    const frame = await session.entities.Url.components.url(known.map(([text]) => text));
    let compared = 0;
    for (const [i, [text, parts]] of known.entries()) {
      const row = frame.row(i);
      if (row['components.url.status'] !== 'found' || parts['host'] === null || parts['host'] === undefined) continue;
      compared += 1;
      expect(row, text).toMatchObject(normal(parts));
    }
    expect(compared).toBeGreaterThan(5);
  });
});
