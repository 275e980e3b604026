import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EntityClass } from '@pivotkit/entities';
import { Dns, FileHash, IpAddress, Url } from '@pivotkit/entities';

interface Oracle {
  readonly results: readonly {
    readonly value: string;
    readonly type: string;
    readonly result: { readonly observable: string | null; readonly status: string };
  }[];
}

const oracleFile = new URL('../../../shared/oracle/ti-preprocess/expected.json', import.meta.url);

const classes: Record<string, EntityClass> = {
  ipv4: IpAddress,
  ipv6: IpAddress,
  dns: Dns,
  hostname: Dns,
  url: Url,
  md5_hash: FileHash,
  sha1_hash: FileHash,
  sha256_hash: FileHash,
  file_hash: FileHash,
};

/** Where we answer otherwise than the peer, and why. Text → what may be asked about, null for nothing. */
const differences: Record<string, string | null> = {
  // multicast is a group, nobody to be asked about
  '224.0.0.5': null,
  'ff02::1': null,
  // understood instead of refused
  '8.8.8.8:53': '8.8.8.8',
  '::ffff:8.8.8.8': '8.8.8.8',
  'xn--bcher-kva.ch': 'xn--bcher-kva.ch',
  'bücher.ch': 'xn--bcher-kva.ch',
  'a_b.example.com': 'a_b.example.com',
  'example.com.': 'example.com',
  'http://user:pw@evil.example.com:8080/p?q=a b#f': 'http://user:pw@evil.example.com:8080/p?q=a%20b',
  // one key for one thing
  '2001:4860:4860:0000:0000:0000:0000:8888': '2001:4860:4860::8888',
  'EXAMPLE.COM': 'example.com',
  'HTTP://UPPER.EXAMPLE.COM/': 'http://upper.example.com/',
  'hxxps://bad.example.com/': 'https://bad.example.com/',
  D41D8CD98F00B204E9800998ECF8427E: 'd41d8cd98f00b204e9800998ecf8427e',
  // no host by the URL Standard
  'http://1.2.3.4.5/x': null,
};

const isFiller = (status: string): boolean => status.includes('too low an entropy');

describe.skipIf(!existsSync(oracleFile))(
  'what may be asked about agrees with the peer (needs ../shared/oracle)',
  () => {
    const oracle: Oracle = existsSync(oracleFile) ? JSON.parse(readFileSync(oracleFile, 'utf8')) : { results: [] };
    const cases = oracle.results.flatMap(({ value, type, result }) =>
      type in classes ? ([[type, value, result]] as const) : [],
    );

    test.each(cases)('%s %j', (type, value, { observable, status }) => {
      const parsed = classes[type]!.parse(value);
      const askable = parsed.ok && parsed.value.isPublic !== false ? parsed.value.key : null;
      // fillers are refused where a text is guessed at (detect), not where the user says it is a hash
      if (isFiller(status)) expect(askable).toBe(value.toLowerCase());
      else if (value in differences && !(type === 'ipv6' && value === '8.8.8.8'))
        expect(askable).toBe(differences[value]);
      // an address is an address, a hash a hash, whichever of its kinds was asked for
      else if (status.includes('expected pattern') && askable !== null)
        expect(['ipv6', 'sha1_hash', 'sha256_hash']).toContain(type);
      else expect(askable).toBe(observable);
    });
  },
);
