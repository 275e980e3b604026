import { describe, expect, test } from 'vitest';
import { parseStixPattern } from '../../../plugins/feed/src/read/stix-pattern.ts';
import { valuesOfPattern } from '../../../plugins/feed/src/read/stix-values.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Values as `type value`, with `~` before those that are partial. */
function values(pattern: string): string[] {
  return valuesOfPattern(parseStixPattern(pattern)).values.map(
    ({ type, value, partial }) => `${partial ? '~' : ''}${type} ${value}`,
  );
}

describe('values that a pattern names', () => {
  test.each<[string, string[]]>([
    ["[ipv4-addr:value = '8.8.8.8']", ['ip 8.8.8.8']],
    ["[ ipv4-addr:value='8.8.8.0/24' ]", ['network 8.8.8.0/24']],
    ["[ipv4-addr:value ISSUBSET '8.8.8.0/24']", ['network 8.8.8.0/24']],
    ["[ipv6-addr:value = '2620:FE::FE']", ['ip 2620:fe::fe']],
    [
      "[domain-name:value = 'a.example.net' OR url:value = 'http://b.example.net/']",
      ['domain a.example.net', 'url http://b.example.net/'],
    ],
    [
      "[domain-name:value = 'a.example.net'] OR [domain-name:value = 'b.example.net']",
      ['domain a.example.net', 'domain b.example.net'],
    ],
    ["[domain-name:value IN ('a.example.net', 'b.example.net')]", ['domain a.example.net', 'domain b.example.net']],
    ["[domain-name:value LIKE '%.example.net']", ['domain example.net']],
    ["[url:value LIKE 'https://a.example.net/x/%']", ['url-below https://a.example.net/x/']],
    ["[email-message:from_ref.value = 'a@example.net']", ['mail a@example.net']],
    ["[file:hashes.'SHA-256' = '" + sha256 + "']", [`hash ${sha256}`]],
    ["[file:hashes.MD5 = '" + md5 + "' AND file:name = 'x.exe']", [`hash ${md5}`]],
    [
      "[file:hashes.MD5 = '" + md5 + "' AND file:hashes.'SHA-256' = '" + sha256 + "']",
      [`hash ${md5}`, `hash ${sha256}`],
    ],
    [
      "[domain-name:value = 'a.example.net' AND domain-name:resolves_to_refs[*].value = '8.8.8.8']",
      ['~domain a.example.net', '~ip 8.8.8.8'],
    ],
    [
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '8.8.8.8' AND network-traffic:dst_port = 443]",
      ['~ip 8.8.8.8'],
    ],
    ["[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '8.8.8.8']", ['ip 8.8.8.8']],
    [
      "([ipv4-addr:value = '8.8.8.8'] AND [ipv4-addr:value = '9.9.9.9']) WITHIN 5 SECONDS",
      ['~ip 8.8.8.8', '~ip 9.9.9.9'],
    ],
    ["[ipv4-addr:value = '8.8.8.8'] FOLLOWEDBY [ipv4-addr:value = '9.9.9.9']", ['~ip 8.8.8.8', '~ip 9.9.9.9']],
    ["[ipv4-addr:value = '8.8.8.8'] REPEATS 3 TIMES", ['~ip 8.8.8.8']],
    ["[ipv4-addr:value = '8.8.8.8'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'", ['~ip 8.8.8.8']],
    [
      "[(ipv4-addr:value = '8.8.8.8' OR ipv4-addr:value = '9.9.9.9') AND network-traffic:dst_port = 1]",
      ['~ip 8.8.8.8', '~ip 9.9.9.9'],
    ],
    // AND binds closer than OR.
    [
      "[ipv4-addr:value = '1.1.1.1' OR ipv4-addr:value = '8.8.8.8' AND ipv4-addr:value = '9.9.9.9']",
      ['ip 1.1.1.1', '~ip 8.8.8.8', '~ip 9.9.9.9'],
    ],
  ])('%s', (pattern, expected) => {
    expect(values(pattern)).toEqual(expected);
  });

  test('a quote and a backslash in a value', () => {
    expect(values(String.raw`[url:value = 'http://a.example.net/it\'s']`)).toEqual(["url http://a.example.net/it's"]);
  });
});

describe('what names no value is told', () => {
  test.each([
    ["[process:command_line = 'x']", "'process:command_line' cannot be looked up"],
    ["[ipv4-addr:value NOT = '8.8.8.8']", 'compared by NOT'],
    ["[ipv4-addr:value != '8.8.8.8']", 'compared by NOT'],
    ["[domain-name:value MATCHES '^a']", 'MATCHES cannot be looked up'],
    ["[domain-name:value LIKE 'a%b']", 'LIKE cannot be looked up'],
    ["[ipv4-addr:value = 'x']", "'x'"],
    ['[EXISTS file:name]', "'file:name' cannot be looked up"],
  ])('%s', (pattern, problem) => {
    const read = valuesOfPattern(parseStixPattern(pattern));
    expect(read.values).toEqual([]);
    expect(read.problems.join('; ')).toContain(problem);
  });
});

describe('what is no pattern says where', () => {
  test.each([
    ['', "'the end' at character 1 where [ is expected"],
    ['[', 'a path is expected'],
    ["[ipv4-addr:value = '8.8.8.8'", "'the end' at character 29 where ] is expected"],
    ["ipv4-addr:value = '8.8.8.8'", "'ipv4-addr:value' at character 1 where [ is expected"],
    ["[ipv4-addr:value '8.8.8.8']", 'where a comparison operator is expected'],
    ['[ipv4-addr:value = ]', "']' at character 20 where a value is expected"],
    ["[ipv4-addr:value = '8.8.8.8'] AND", 'where [ is expected'],
    ["[ipv4-addr:value = '8.8.8.8'] ]", 'where the end is expected'],
    ["[ipv4-addr:value = '8.8.8.8'] WITHIN", 'the rest of a qualifier'],
    ["[ipv4-addr:value = '8.8.8", 'unexpected'],
    ['☃', "unexpected '☃' at character 1"],
    [`${'('.repeat(100)}[`, 'more than 64 parentheses'],
  ])('%s', (pattern, problem) => {
    expect(() => parseStixPattern(pattern)).toThrow(problem);
    expect(() => parseStixPattern(pattern)).toThrow(SyntaxError);
  });

  test('a long hostile text is read in a moment', () => {
    expect(() => parseStixPattern(`[a:b = '${'\\'.repeat(100_000)}`)).toThrow(SyntaxError);
    expect(() => parseStixPattern(`[${"a:b.'x'".repeat(20_000)}`)).toThrow(SyntaxError);
  });
});
