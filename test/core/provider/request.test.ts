import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64url, Encoded, get, post, type PathValue } from '../../../core/src/provider/request.ts';

const pathOf = (value: PathValue): string => get`/a/${value}/b`.parts.path;

describe('a value in a path', () => {
  test.each<[PathValue, string]>([
    ['8.8.8.8', '/a/8.8.8.8/b'],
    ['2606:4700::1', '/a/2606%3A4700%3A%3A1/b'],
    ['../../admin', '/a/..%2F..%2Fadmin/b'],
    ['x?y=1#z', '/a/x%3Fy%3D1%23z/b'],
    ['a b\n', '/a/a%20b%0A/b'],
    ['%2e%2e', '/a/%252e%252e/b'],
    ['…', '/a/%E2%80%A6/b'],
    ['...', '/a/.../b'],
    [64_500, '/a/64500/b'],
    [base64url('http://h/?>'), '/a/aHR0cDovL2gvPz4/b'],
  ])('%s', (value, path) => {
    expect(pathOf(value)).toBe(path);
  });

  test.each(['', '.', '..', '\uD800', 'a\uDC00'])('%j is refused', (value) => {
    expect(() => pathOf(value)).toThrow(expect.objectContaining({ code: 'REQUEST_UNSAFE' }));
  });

  test('whatever it is, it stays one segment and comes back as it was', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('.', '..', '', '/', '\\', '%2f', '//h.example'),
    );
    fc.assert(
      fc.property(hostile, (value) => {
        let path: string;
        try {
          path = pathOf(value);
        } catch {
          return;
        }
        const url = new URL(`https://h.example/v1${path}?q=1`);
        expect([url.host, url.hash, url.search]).toEqual(['h.example', '', '?q=1']);
        const segments = url.pathname.split('/');
        expect(segments.length).toBe(5);
        expect(decodeURIComponent(segments[3] ?? '')).toBe(value);
      }),
    );
  });
});

const attacks = [
  '../ .. . ./ / // ? # & = ; @ : \\ ..\\ %2e %2E%2e %2f %5c %0d%0a % %% %zz %00'.split(' '),
  ['\r\n', '\t', '\n', ' ', '\0', '\u202E', '\uFEFF', '\u00AD', '․', '．', '／', '。', 'é', '😀'],
  ['http://', 'https://evil.example', '//evil.example', 'a', 'admin', '[::1]'],
].flat();

/** Pieces of attacks on paths, put together in any way. */
const piece = fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 3 }));
const hostileText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

describe('a path of hostile values', () => {
  test('has as many segments as it was written with, and leads to the same host', () => {
    let reached = 0;
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, fc.boolean(), (first, second, third, isEncoded) => {
        let path: string;
        try {
          const last = isEncoded ? base64url(third) : third;
          path = get`/${first}/of/x-${second}.json/${last}`.query({ q: first }).parts.path;
        } catch (error) {
          expect(error).toMatchObject({ code: 'REQUEST_UNSAFE' });
          return;
        }
        reached += 1;
        const url = new URL(`https://api.example.com/v1${path}`);
        expect([url.host, url.username, url.search, url.hash]).toEqual(['api.example.com', '', '', '']);
        const segments = url.pathname.split('/');
        expect(segments.length).toBe(6);
        expect(segments.slice(0, 2)).toEqual(['', 'v1']);
        expect(segments.slice(2, 5).map(decodeURIComponent)).toEqual([first, 'of', `x-${second}.json`]);
        // No line end reaches the request line, whoever writes it.
        expect(path).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 2_000 },
    );
    expect(reached).toBeGreaterThan(500);
  });

  test.each([
    'a/b',
    '..',
    '.',
    '',
    'a?b',
    'a#b',
    '%2e%2E',
    '.%2e',
    'a%2fb',
    'a%5cb',
    'a\\b',
    'a b',
    'a\nb',
    'é',
    '%zz',
    'a%',
  ])('text said to be encoded that is not one segment is refused: %j', (text) => {
    expect(() => pathOf(new Encoded(text))).toThrow(expect.objectContaining({ code: 'REQUEST_UNSAFE' }));
  });

  test.each(['aHR0cDovL2gvPz4', 'a.b', '...', '%20', "-_~!$&'()*+,;=:@"])('%s is taken as encoded', (text) => {
    expect(pathOf(new Encoded(text))).toBe(`/a/${text}/b`);
  });
});

describe('the rest of a request', () => {
  test('a query is encoded, undefined is left out, order kept', () => {
    const { query } = get`/x`.query({ q: 'a&b', days: 7, none: undefined, deep: false }).query({ more: 1 }).parts;
    expect(query).toEqual([
      ['q', 'a&b'],
      ['days', '7'],
      ['deep', 'false'],
      ['more', '1'],
    ]);
  });

  test('form and JSON', () => {
    const form = post`/x`.form({ url: 'http://h/?a=1&b', none: undefined }).parts;
    expect([form.method, form.body]).toEqual(['POST', 'url=http%3A%2F%2Fh%2F%3Fa%3D1%26b']);
    expect(form.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const json = post`/x`.json({ ips: ['8.8.8.8'] }).parts;
    expect([json.headers['content-type'], json.body]).toEqual(['application/json', '{"ips":["8.8.8.8"]}']);
  });

  test('each method gives a new request', () => {
    const first = get`/x`;
    first.query({ a: 1 }).headers({ b: '2' });
    expect(first.parts).toEqual({ method: 'GET', path: '/x', query: [], headers: {} });
  });
});
