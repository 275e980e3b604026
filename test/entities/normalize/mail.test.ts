import { describe, expect, test } from 'vitest';
import { normalizeMail } from '../../../entities/src/normalize/mail.ts';

describe('normalizeMail', () => {
  test.each([
    ['Bob@Example.COM', { address: 'Bob@example.com' }],
    [' bob+tag@bücher.ch ', { address: 'bob+tag@xn--bcher-kva.ch' }],
    ['mailto:bob@example.com', { address: 'bob@example.com' }],
    ['Bob Smith <bob@example.com>', { address: 'bob@example.com', displayName: 'Bob Smith' }],
    ['"Smith, Bob" <bob@example.com>', { address: 'bob@example.com', displayName: 'Smith, Bob' }],
    ['<bob@example.com>', { address: 'bob@example.com' }],
    ['root@server1', { address: 'root@server1' }],
    ['"odd name"@example.com', { address: '"odd name"@example.com' }],
    ['δοκιμή@example.com', { address: 'δοκιμή@example.com' }],
  ])('%j → %j', (text, value) => {
    expect(normalizeMail(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'the text is empty'],
    ['bob', "it has no '@'"],
    ['@example.com', "nothing stands before the '@'"],
    ['bob@', 'its domain is none'],
    ['bob@exa mple.com', 'its domain is none'],
    ['bob@8.8.8.8', 'its domain is none: it is an IP address'],
    ['b ob@example.com', "'b ob' is not the local part"],
    ['a@b@example.com', "'a@b' is not the local part"],
    [`${'a'.repeat(65)}@example.com`, 'at most 64'],
  ])('%j is refused: %s', (text, reason) => {
    expect(normalizeMail(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
});
