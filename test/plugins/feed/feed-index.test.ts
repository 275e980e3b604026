import { Dns, File, FileHash, IpAddress, Mailbox, Url } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { FeedIndex, type Asked } from '../../../plugins/feed/src/feed-index.ts';
import { stateOf, type Indicator } from '../../../plugins/feed/src/indicator.ts';
import { judge } from '../../../plugins/feed/src/judge.ts';
import { readTextList } from '../../../plugins/feed/src/read/text.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const listed = (values: readonly string[], urlsBelow = false): FeedIndex =>
  new FeedIndex(readTextList(values.join('\n'), { list: 'L', urlsBelow }).indicators);

const matches = (index: FeedIndex, asked: Asked): string[] =>
  index.match(asked).map(({ indicator, matchedBy }) => `${matchedBy} ${indicator.value}`);

describe('what matches', () => {
  const index = listed([
    '8.8.8.8',
    '8.8.8.0/24',
    '8.0.0.0/8',
    '2001:4860::/32',
    '2001:4860:4860::8888',
    'evil.example.net',
    'example.net',
    'co.uk',
    'github.io',
    'me.github.io',
    'http://evil.example.net/a?b=1',
    md5,
    sha256,
    'bad@example.org',
    'example.org',
  ]);

  test.each<[Asked, string[]]>([
    [IpAddress.create('8.8.8.8'), ['exact 8.8.8.8', 'network 8.8.8.0/24', 'network 8.0.0.0/8']],
    [IpAddress.create('::ffff:8.8.8.8'), ['exact 8.8.8.8', 'network 8.8.8.0/24', 'network 8.0.0.0/8']],
    [IpAddress.create('8.9.9.9'), ['network 8.0.0.0/8']],
    [IpAddress.create('9.9.9.9'), []],
    [IpAddress.create('2001:4860:4860::8888'), ['exact 2001:4860:4860::8888', 'network 2001:4860::/32']],
    [IpAddress.create('2001:4861::'), []],
    [Dns.create('evil.example.net'), ['exact evil.example.net', 'parent-domain example.net']],
    [Dns.create('a.b.EVIL.example.net.'), ['parent-domain evil.example.net', 'parent-domain example.net']],
    [Dns.create('notevil.example.com'), []],
    [Dns.create('myexample.net'), []],
    [Dns.create('www.bbc.co.uk'), []],
    [Dns.create('co.uk'), ['exact co.uk']],
    [Dns.create('you.github.io'), []],
    [Dns.create('x.me.github.io'), ['parent-domain me.github.io']],
    [
      Url.create('http://evil.example.net/a?b=1#part'),
      ['exact http://evil.example.net/a?b=1', 'host evil.example.net', 'host example.net'],
    ],
    [Url.create('http://evil.example.net/a'), ['host evil.example.net', 'host example.net']],
    [Url.create('https://8.8.8.8:8443/x'), ['host 8.8.8.8', 'host 8.8.8.0/24', 'host 8.0.0.0/8']],
    [Url.create('http://[::ffff:8.8.8.8]/x'), ['host 8.8.8.8', 'host 8.8.8.0/24', 'host 8.0.0.0/8']],
    [Url.create('https://[2001:4860::1]/x'), ['host 2001:4860::/32']],
    [FileHash.create(md5.toUpperCase()), [`exact ${md5}`]],
    [File.create({ name: 'x', md5, sha256 }), [`exact ${sha256}`, `exact ${md5}`]],
    [File.create({ name: 'x', fileHashes: [FileHash.create(md5)] }), [`exact ${md5}`]],
    [File.create('C:\\x.exe'), []],
    [Mailbox.create('BAD@example.org'), ['exact bad@example.org', 'host example.org']],
    [Mailbox.create('good@mail.example.org'), ['host example.org']],
  ])('%s', (asked, expected) => {
    expect(matches(index, asked)).toEqual(expected);
  });
});

describe('URLs that stand for all below them', () => {
  const index = listed(['http://a.example.net/x/', 'http://b.example.net/y', 'http://c.example.net/z?q=1'], true);

  test.each([
    ['http://a.example.net/x/', 1],
    ['http://a.example.net/x/deep/er?q#f', 1],
    ['http://a.example.net/x', 0],
    ['http://a.example.net/xy', 0],
    ['https://a.example.net/x/', 0],
    ['http://b.example.net/y', 1],
    ['http://b.example.net/y/deep', 1],
    ['http://b.example.net/y?q', 1],
    ['http://b.example.net/yy', 0],
    ['http://c.example.net/z?q=1', 1],
    ['http://c.example.net/z', 0],
  ])('%s', (url, count) => {
    expect(index.match(Url.create(url)).length).toBe(count);
  });

  test('else a URL stands for itself alone', () => {
    expect(matches(listed(['http://a.example.net/x/']), Url.create('http://a.example.net/x/deep'))).toEqual([]);
  });
});

describe('state and judgement', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
  const indicator = (more: Partial<Indicator>): Indicator => ({ type: 'ip', value: '8.8.8.8', list: 'L', ...more });

  test.each<[Partial<Indicator>, string, string]>([
    [{ confidence: 70 }, 'active', 'malicious'],
    [{ confidence: 69 }, 'active', 'suspicious'],
    [{ confidence: 30 }, 'active', 'suspicious'],
    [{ confidence: 29 }, 'active', 'unknown'],
    [{}, 'active', 'suspicious'],
    [{ confidence: 100, partial: true }, 'active', 'suspicious'],
    [{ confidence: 100, validUntil: day('2026-06-01') }, 'expired', 'unknown'],
    [{ confidence: 100, validUntil: day('2026-06-02') }, 'active', 'malicious'],
    [{ confidence: 100, validFrom: day('2026-06-01') }, 'active', 'malicious'],
    [{ confidence: 100, validFrom: day('2026-06-02') }, 'not-yet-valid', 'unknown'],
    [{ confidence: 100, revoked: true }, 'revoked', 'unknown'],
    [{ confidence: 100, forDetection: false }, 'not-for-detection', 'unknown'],
  ])('%j: %s, %s', (more, state, judgement) => {
    expect(stateOf(indicator(more), now)).toBe(state);
    expect(judge([{ indicator: indicator(more), matchedBy: 'exact' }], now)).toBe(judgement);
  });

  test('the worst active one decides', () => {
    const all = [{}, { confidence: 5 }, { confidence: 90, revoked: true }].map(indicator);
    expect(
      judge(
        all.map((each) => ({ indicator: each, matchedBy: 'exact' })),
        now,
      ),
    ).toBe('suspicious');
  });
});
