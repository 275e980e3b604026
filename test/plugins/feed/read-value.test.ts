import { describe, expect, test } from 'vitest';
import { readValue } from '../../../plugins/feed/src/read-value.ts';

describe('what a value names', () => {
  test.each<[string, string | undefined, string]>([
    ['8.8.8.8', undefined, 'ip 8.8.8.8'],
    ['8[.]8[.]8.8 ', undefined, 'ip 8.8.8.8'],
    ['::ffff:8.8.8.8', 'ipv6', 'ip 8.8.8.8'],
    ['2620:FE::FE', 'ip-dst', 'ip 2620:fe::fe'],
    ['30.77.160.0/22', undefined, 'network 30.77.160.0/22'],
    ['30.77.161.9/22', 'ipv4', 'network 30.77.160.0/22'],
    ['2001:DB8:bad::/48', undefined, 'network 2001:db8:bad::/48'],
    ['2001:db8::1:2:3/33', 'cidr', 'network 2001:db8::/33'],
    ['8.8.8.8/32', undefined, 'ip 8.8.8.8'],
    ['::1/128', 'ip', 'ip ::1'],
    ['EVIL[.]Example.NET.', undefined, 'domain evil.example.net'],
    ['*.evil.example.net', 'hostname', 'domain evil.example.net'],
    ['bücher.example.com', 'domain', 'domain xn--bcher-kva.example.com'],
    ['hxxp://evil[.]example[.]net/A?b#c', undefined, 'url http://evil.example.net/A?b'],
    ['D41D8CD98F00B204E9800998ECF8427E', undefined, 'hash d41d8cd98f00b204e9800998ecf8427e'],
    ['D41D8CD98F00B204E9800998ECF8427E', 'FileHash-MD5', 'hash d41d8cd98f00b204e9800998ecf8427e'],
    ['Bad.Guy@Example.net', 'email-src', 'mail bad.guy@example.net'],
    ['bad@example.net', undefined, 'mail bad@example.net'],
  ])('%s (%s) → %s', (text, type, expected) => {
    const read = readValue(text, type);
    expect(read.ok ? `${read.value.type} ${read.value.value}` : read.reason).toBe(expected);
  });

  test.each<[string, string | undefined, string]>([
    ['0.0.0.0/0', undefined, 'covers every address'],
    ['8.8.8.8/33', undefined, '/33 is no prefix length (1–32)'],
    ['::/129', 'ip', '/129 is no prefix length (1–128)'],
    ['8.8/16', 'ip', ''],
    ['010.0.0.1', 'ip', ''],
    ['1.2.3.4-1.2.3.9', undefined, ''],
    ['com', 'domain', 'unqualified'],
    ['evil.example.net/x', 'url', 'no scheme'],
    ['xyz', 'md5', ''],
    ['', undefined, 'empty'],
    ['8.8.8.8', 'yara', "type 'yara' is none that can be matched"],
  ])('%s (%s) is refused: %s', (text, type, reason) => {
    const read = readValue(text, type);
    expect(read).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
});
