import { describe, expect, test } from 'vitest';
import { checkedAddresses, onlyPublic, type Resolve } from '../../../core/src/io/egress.ts';
import type { HttpRequest } from '../../../core/src/io/http.ts';

const answers: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'mixed.example': ['93.184.215.14', '192.168.1.1'],
  'inside.example': ['10.1.2.3'],
  'metadata.example': ['169.254.169.254'],
  'carrier.example': ['100.64.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'nat64.example': ['64:ff9b::7f00:1'],
  '6to4.example': ['2002:7f00:1::'],
  'local6.example': ['fe80::1%eth0'],
  'unique.example': ['fd00::1'],
  'nothing.example': [],
};
const resolve: Resolve = async (name) =>
  (answers[name] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const check = async (url: string): Promise<string> =>
  checkedAddresses(new URL(url), { resolve }).then(
    (addresses) => addresses.map(({ address }) => address).join(' '),
    (error: unknown) => String(Reflect.get(Object(error), 'code')),
  );

describe('a URL from the data', () => {
  test.each([
    ['https://public.example/', '93.184.215.14 2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    ['http://8.8.8.8/', '8.8.8.8'],
    ['http://134744072/', '8.8.8.8'],
    ['http://[2606:4700::1111]:8080/', '2606:4700::1111'],
    ['http://[64:ff9b::808:808]/', '64:ff9b::808:808'],
  ])('%s may be asked', async (url, addresses) => {
    expect(await check(url)).toBe(addresses);
  });

  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://１２７.０.０.１/',
    'http://0/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST/',
    'http://app.localhost/',
    'http://intranet/',
    'http://mixed.example/',
    'http://inside.example/',
    'http://metadata.example/',
    'http://carrier.example/',
    'http://mapped.example/',
    'http://nat64.example/',
    'http://6to4.example/',
    'http://local6.example/',
    'http://unique.example/',
    'http://nothing.example/',
    'http://unknown.example/',
    'file:///etc/passwd',
    'ftp://public.example/',
    'gopher://public.example/',
  ])('%s is refused', async (url) => {
    expect(await check(url)).toBe('EGRESS_NOT_PUBLIC');
  });

  test('the refusal says what the name stands for, and nothing else of the URL', async () => {
    const refused = checkedAddresses(new URL('https://me:pw@mixed.example:8443/path?key=k'), { resolve });
    await expect(refused).rejects.toThrow(
      /^mixed\.example:8443 was not asked: it stands for 192\.168\.1\.1, which is not public\. [^?]*$/,
    );
  });
});

describe('requests of a pivot that reaches its targets', () => {
  const { signal } = new AbortController();

  test.each<[string, Partial<HttpRequest>, boolean | undefined]>([
    ['are checked', {}, true],
    ['are checked, whatever they say', { resolveCheckPin: false }, true],
    ['go to the hosts they name', { allowedHosts: ['a.example'] }, undefined],
  ])('%s', async (_, request, checked) => {
    let sent: HttpRequest | undefined;
    const http = onlyPublic({
      send: async (each) => {
        sent = each;
        return { status: 200, headers: {}, text: '' };
      },
    });
    await http.send({ url: new URL('https://a.example'), signal, ...request });
    expect(sent?.resolveCheckPin).toBe(checked);
  });
});
