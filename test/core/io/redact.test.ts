import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PivotKitError } from '../../../core/src/error/pivotkit-error.ts';
import { Redactor, redactionMark } from '../../../core/src/io/redact.ts';
import { Secret } from '../../../core/src/io/secret.ts';

const knowing = (...secrets: string[]): Redactor => {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
};

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const percent = (text: string): string =>
  [...bytes(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const unicode = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Ways to write a text; each gives the part in which the text can be found. */
const spellings: readonly [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['JSON', (text) => JSON.stringify(text)],
  ['JSON in JSON', (text) => JSON.stringify(JSON.stringify(text))],
  ['inspected', (text) => inspect({ text }, { breakLength: Infinity })],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['percent-encoded, lower case', (text) => encodeURIComponent(text).replaceAll(/%../g, (hex) => hex.toLowerCase())],
  ['percent-encoded, every byte', percent],
  ['a form', (text) => new URLSearchParams({ text }).toString()],
  ['hex', (text) => bytes(text).toString('hex')],
  ['HEX', (text) => bytes(text).toString('hex').toUpperCase()],
  ['bytes', (text) => [...bytes(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')],
  ['HTML', html],
  ['CSV', (text) => `"${text.replaceAll('"', '""')}"`],
  ['a URL in JSON', (text) => text.replaceAll('/', '\\/')],
  ...[0, 1, 2].flatMap((before): [string, (text: string) => string][] => [
    [`base64 after ${before}`, (text) => bytes(`${'u'.repeat(before)}${text}`).toString('base64')],
    [`base64 after ${before}, more behind`, (text) => bytes(`${'u'.repeat(before)}${text}::x`).toString('base64')],
    [`base64url after ${before}`, (text) => bytes(`${'u'.repeat(before)}${text}~`).toString('base64url')],
  ]),
];

const secrets = [
  'f00dfeedf00dfeed',
  's3cr3t/key+=',
  'a"b\\c&d<e>',
  'pass word',
  'Größe-€-✓',
  '100%&25',
  '\\\\"quoted"',
  'a.b*c',
];

describe.each(secrets)('%s', (secret) => {
  test.each(spellings)('%s', (_, spelling) => {
    const text = `before ${spelling(secret)} after`;
    const redacted = knowing(secret).text(text);
    expect(redacted).toContain(redactionMark);
    expect(redacted.startsWith('before ') && redacted.endsWith(' after')).toBe(true);
    // Redacted again, nothing of it is left to find.
    expect(knowing(secret).text(redacted)).toBe(redacted);
    expect(redacted).not.toContain(spelling(secret));
  });
});

describe('a text', () => {
  test.each([
    ['longest first', ['abcd', 'abcdefgh'], 'x abcdefgh y', 'x ‹secret› y'],
    ['both of two', ['abcd', 'wxyz'], 'abcdwxyz', '‹secret›‹secret›'],
    ['cut short', ['f00dfeedf00d'], 'key f00dfee… and', 'key ‹secret› and'],
    ['broken over lines', ['f00dfeedf00d'], 'a f00d\n    feed\r\n\tf00d b\nc', 'a ‹secret› b\nc'],
    ['line by line of several lines', ['-----BEGIN-----\nabcdefghijkl\n'], 'x abcdefghijkl y', 'x ‹secret› y'],
    ['copied with its line end', ['f00dfeed\n'], 'a f00dfeed b', 'a ‹secret› b'],
    ['in the other case, where it is long', ['F00dfeedF00dfeed'], 'f00dfeedf00dfeed.example', '‹secret›.example'],
    ['not in the other case, where it is short', ['Admin'], 'admin', 'admin'],
    ['that the mark holds', ['secret'], 'secret ‹secret›', '‹secret› ‹secret›'],
    ['not a secret of three characters', ['abc'], 'abc', 'abc'],
    ['none where there are none', [], 'abcd', 'abcd'],
    [
      'Unicode escapes',
      ['ab/cd'],
      unicode('ab/cd').replaceAll(/\\u00(6[1-4])/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      '‹secret›',
    ],
  ])('%s', (_, known, text, expected) => {
    expect(knowing(...known).text(text)).toBe(expected);
  });

  test('short secrets are refused', () => {
    expect([new Redactor().add('abc'), new Redactor().add(' abc '), new Redactor().add('abcd')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('without a secret stays as it is', () => {
    const redactor = knowing('f00dfeedf00dfeed', 'a b c d', 'x+y/z==');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => redactor.text(text) === text));
  });

  test('holds no secret afterwards, whatever stands around it', () => {
    const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);
    const spelling = fc.constantFrom(
      ...spellings.filter(([name]) => !name.startsWith('base64')).map(([, spell]) => spell),
    );
    fc.assert(
      fc.property(secret, spelling, fc.string(), fc.string(), (value, spell, before, after) => {
        const text = knowing(value).text(`${before} ${spell(value.trim())} ${after}`);
        return text.includes(redactionMark);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes linear time, also of what nearly is a secret', () => {
    const redactor = knowing('\\\\\\\\\\\\\\\\x', 'aaaaaaaaaaaaaaaa!', '%%%%%%%%%%%%y');
    const hostile = ['\\', 'a', '%', '%25', 'YWFh'].map((text) => text.repeat(200_000 / text.length)).join('\n');
    // Square time would outlast the time limit of a test.
    expect(redactor.text(hostile).length).toBeGreaterThan(100_000);
  });
});

describe('a value', () => {
  const key = 'f00dfeedf00dfeed';
  const redactor = knowing(key, '123456789');

  test('without a secret is the same object', () => {
    const value = { a: ['x', 1, null, new Date(0)], error: new Error('x') };
    expect(redactor.value(value)).toBe(value);
  });

  test.each<[string, unknown, unknown]>([
    ['texts and keys', { a: [key, { [key]: 1 }] }, { a: ['‹secret›', { '‹secret›': 1 }] }],
    [
      'maps and sets',
      [new Map([[key, key]]), new Set([key])],
      [new Map([['‹secret›', '‹secret›']]), new Set(['‹secret›'])],
    ],
    ['a number that is one', [123456789, 123456789n, 91234567890], ['‹secret›', '‹secret›', 91234567890]],
    ['bytes', bytes(`<${key}>`), '<‹secret›>'],
    ['addresses', new URL(`https://h.example/?k=${key}`), 'https://h.example/?k=‹secret›'],
    ['dates beside', { at: new Date(0), key }, { at: new Date(0), key: '‹secret›' }],
    [
      'secrets that hide themselves',
      { key: new Secret('other'), text: key },
      { key: expect.any(Secret), text: '‹secret›' },
    ],
  ])('%s', (_, value, expected) => {
    expect(redactor.value(value)).toEqual(expected);
  });

  test('instances become plain objects', () => {
    class Client {
      readonly headers = { 'x-key': key };
    }
    expect(redactor.value({ client: new Client() })).toEqual({ client: { headers: { 'x-key': '‹secret›' } } });
  });

  test('errors stay errors, with their causes, stacks and properties clean', () => {
    const root = Object.assign(new TypeError(`bad ${key}`), { request: { headers: { 'x-key': key } } });
    const several = new AggregateError([root], `several ${key}`);
    const error = new PivotKitError('INTERNAL', { problem: key, key }, { cause: several });
    const clean = redactor.value(error);
    expect(clean).toBeInstanceOf(PivotKitError);
    expect(clean.code).toBe('INTERNAL');
    expect(clean.cause).toBeInstanceOf(AggregateError);
    expect((clean.cause as AggregateError).errors[0]).toBeInstanceOf(TypeError);
    expect(inspect(clean, { depth: Infinity, showHidden: true })).not.toContain(key);
    expect(clean.stack).toContain('PivotKit has a fault of its own: ‹secret›.');
    expect(error.details['key']).toBe(key);
  });

  test('what refers to itself ends', () => {
    const value: Record<string, unknown> = { key };
    value['self'] = value;
    expect(redactor.value(value)).toEqual({ key: '‹secret›', self: '…' });
    let deep: unknown = key;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(JSON.stringify(redactor.value(deep))).not.toContain(key);
  });
});
