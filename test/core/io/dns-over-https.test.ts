import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dnsClient } from '../../../core/src/io/dns-client.ts';
import type { DnsType } from '../../../core/src/io/dns-record.ts';
import type { HttpReply, HttpRequest } from '../../../core/src/io/http.ts';

const signal = new AbortController().signal;
const url = 'https://dns.example/resolve';

function asking(reply: HttpReply, sent: HttpRequest[] = []) {
  const client = dnsClient({
    send: async (request) => {
      sent.push(request);
      return reply;
    },
  });
  return (name: string, type: DnsType = 'A') => client.ask({ name, type, signal, resolver: { url } });
}

const json = (body: unknown, status = 200): HttpReply => ({ status, headers: {}, text: JSON.stringify(body) });

const answering = (type: number, data: string) =>
  json({ Status: 0, AD: true, Answer: [{ name: 'Example.com.', type, TTL: 60, data }] });

test('the question is told to the service named and to nobody else', async () => {
  const sent: HttpRequest[] = [];
  await asking(answering(1, '192.0.2.1'), sent)('EXAMPLE.com.', 'A');
  expect(sent.map((request) => [request.url.href, request.allowedHosts, request.headers])).toEqual([
    [`${url}?name=example.com&type=A`, ['dns.example'], { accept: 'application/dns-json' }],
  ]);
});

test.each<[DnsType, number, string, unknown]>([
  ['A', 1, '192.0.2.1', '192.0.2.1'],
  ['AAAA', 28, '2001:db8::1', '2001:db8::1'],
  ['CNAME', 5, 'Other.example.', 'other.example'],
  ['MX', 15, '10 Mail.example.', { preference: 10, exchange: 'mail.example' }],
  ['SRV', 33, '1 2 443 h.example.', { priority: 1, weight: 2, port: 443, target: 'h.example' }],
  ['TXT', 16, '"v=spf1 " "-all"', 'v=spf1 -all'],
  ['TXT', 16, 'v=spf1 -all', 'v=spf1 -all'],
  ['TXT', 16, String.raw`"say \"\233\" \\"`, 'say "é" \\'],
  ['CAA', 257, '0 issue "letsencrypt.org"', { flags: 0, tag: 'issue', value: 'letsencrypt.org' }],
  [
    'SOA',
    6,
    'ns.example. admin.example. 1 2 3 4 5',
    { mname: 'ns.example', rname: 'admin.example', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
  ],
  ['DS', 43, '370 13 2 BE74 D161', { keyTag: 370, algorithm: 13, digestType: 2, digest: 'be74d161' }],
])('%s (%i): %s', async (type, number, data, expected) => {
  const reply = await asking(answering(number, data))('example.com', type);
  expect(reply.answers).toEqual([{ name: 'example.com', type, ttl: 60, data: expected }]);
  expect(reply.isAuthentic).toBe(true);
});

test('a record that is not what its type says, and one of an unknown type, are left out', async () => {
  const reply = json({
    Status: 0,
    Answer: [
      { name: 'a.', type: 15, data: 'no number' },
      { name: 'a.', type: 99, data: '' },
    ],
  });
  expect((await asking(reply)('example.com')).answers).toEqual([]);
});

const folder = '../shared/reference/provider-samples/doh_google';
const outcomes: Readonly<Record<string, unknown>> = {
  bad_request_400: 'PROVIDER_REFUSED',
  malformed_truncated_json: 'REPLY_INVALID',
  nodata_no_answer: { rcode: 'NOERROR', answers: [], isAuthentic: false },
  nxdomain: { rcode: 'NXDOMAIN', answers: [], isAuthentic: true },
  rate_limited_429: 'PROVIDER_THROTTLED',
  resolve_a: { rcode: 'NOERROR', answers: [{ name: 'example.com', type: 'A', ttl: 17_067, data: '192.0.2.10' }] },
  server_error_502: 'PROVIDER_UNAVAILABLE',
  servfail: { rcode: 'SERVFAIL', answers: [] },
};
const isThere = existsSync(folder);
const cases = isThere ? readdirSync(folder).map((file) => file.replace('.json', '')) : ['absent'];

describe.skipIf(!isThere)(`samples of replies in ${folder} (skipped where the folder is absent)`, () => {
  test.each(cases)('%s', async (name) => {
    const { response } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
      readonly response: { readonly status: number; readonly body?: unknown; readonly bodyText?: string };
    };
    const text = response.bodyText ?? JSON.stringify(response.body);
    const outcome = await asking({ status: response.status, headers: {}, text })('example.com').catch(
      (error: unknown) => Reflect.get(Object(error), 'code') as unknown,
    );
    const expected = outcomes[name] ?? `an outcome for the case ${name}`;
    if (typeof expected === 'object' && expected !== null) expect(outcome).toMatchObject(expected);
    else expect(outcome).toBe(expected);
  });
});
