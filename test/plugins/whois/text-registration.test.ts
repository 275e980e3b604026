import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf } from '../../../plugins/whois/src/dates.ts';
import { cidrsOfRange, networkNumbers, numberOf } from '../../../plugins/whois/src/network.ts';
import { readText } from '../../../plugins/whois/src/text-registration.ts';
import { textForms } from './text-forms.ts';

describe('answers of registries', () => {
  test.each(Object.keys(textForms))('%s', (name) => {
    const form = textForms[name];
    if (form === undefined) throw new Error(name);
    const answer = readText(form.text, form);
    if (typeof form.expected === 'string') expect(answer.kind).toBe(form.expected);
    else expect(answer).toMatchObject({ kind: 'registered', registration: { query: form.query, ...form.expected } });
  });

  test('the whole answer stays, with who gave it', () => {
    const { text = '', server = '', query = '' } = textForms['.de'] ?? {};
    const answer = readText(text, { server, query });
    expect(answer).toMatchObject({
      registration: { raw: `% whois.denic.de\n${text}`, source: 'WHOIS whois.denic.de' },
    });
  });

  test('whatever comes is read, in a time that does not explode', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('Domain: x', '   a:', '[a] b', ' ', ': : :', '\t\u001b[31m'),
          ),
        ),
        (lines) => {
          expect(readText(lines.join('\n'), { server: 's', query: 'q' }).kind).toBeTypeOf('string');
        },
      ),
    );
    // Square time would outlast the time limit of a test.
    const long = `${'a'.repeat(200_000)}\n${' :'.repeat(100_000)}\n${'@a.'.repeat(60_000)}`;
    expect(readText(long, { server: 's', query: 'q' }).kind).toBeTypeOf('string');
  });
});

test.each([
  ['2026-08-14T07:01:31Z', '2026-08-14T07:01:31Z'],
  ['2026-08-14 07:01:31', '2026-08-14T07:01:31Z'],
  ['2026-08-14T07:01:31.123+0200', '2026-08-14T05:01:31Z'],
  ['2001-01-01T00:00:00-05:00', '2001-01-01T05:00:00Z'],
  ['2026-08-14', '2026-08-14T00:00:00Z'],
  ['2026/08/14', '2026-08-14T00:00:00Z'],
  ['2026.08.14 10:11:12', '2026-08-14T10:11:12Z'],
  ['2001. 05. 06.', '2001-05-06T00:00:00Z'],
  ['20260814', '2026-08-14T00:00:00Z'],
  ['19980527 #12345', '1998-05-27T00:00:00Z'],
  ['14-Aug-1995', '1995-08-14T00:00:00Z'],
  ['14 August 1995', '1995-08-14T00:00:00Z'],
  ['14.8.1995 01:02:03', '1995-08-14T01:02:03Z'],
  ['Mon Aug 14 1995', '1995-08-14T00:00:00Z'],
  ['Aug 14 1995', '1995-08-14T00:00:00Z'],
  ['Wed Oct 09 10:11:12 UTC 2024', '2024-10-09T00:00:00Z'],
  ['31/12/2020', '2020-12-31T00:00:00Z'],
  ['03/04/2020', undefined],
  ['2026-02-30', undefined],
  ['2026-13-01', undefined],
  ['before Aug-1996', undefined],
  ['N/A', undefined],
  ['', undefined],
  [undefined, undefined],
])('the date %j is %j', (text, expected) => {
  expect(dateOf(text)).toEqual(expected === undefined ? null : new Date(expected));
});

describe('networks', () => {
  const ipv4 = fc
    .nat({ max: 0xffff_ffff })
    .map((number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.'));

  test('a range is exactly the networks it is made of', () => {
    fc.assert(
      fc.property(ipv4, fc.nat({ max: 5_000 }), (first, more) => {
        const from = numberOf(first);
        const to = from + BigInt(more) > 0xffff_ffffn ? 0xffff_ffffn : from + BigInt(more);
        const last = [24n, 16n, 8n, 0n].map((shift) => (to >> shift) & 255n).join('.');
        const networks = cidrsOfRange(first, last).map((network) => networkNumbers(network, 4));
        expect(networks[0]?.first).toBe(from);
        expect(networks.at(-1)?.last).toBe(to);
        for (const [i, network] of networks.entries())
          if (i > 0) expect(network?.first).toBe((networks[i - 1]?.last ?? 0n) + 1n);
      }),
    );
  });

  test.each([
    ['192.0/16', 4, { first: numberOf('192.0.0.0'), last: numberOf('192.0.255.255'), bits: 16 }],
    [
      '2001:db8::/32',
      6,
      { first: numberOf('2001:db8::'), last: numberOf('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'), bits: 32 },
    ],
    ['192.0.2.0/33', 4, undefined],
    ['2001:db8::/32', 4, undefined],
    ['nonsense', 4, undefined],
  ] as const)('%s', (text, version, expected) => {
    expect(networkNumbers(text, version)).toEqual(expected);
  });
});
