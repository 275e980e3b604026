import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pack, UnfitValue, unpack } from '../../../../core/src/io/cache/typed-text.ts';

const cell = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `:${text}`),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.date({ noInvalidDate: false }),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
})).value;

describe('pack and unpack', () => {
  test('give back an equal value', () => {
    fc.assert(
      fc.property(cell, (value) => {
        const back = unpack(pack(value));
        expect(isDeepStrictEqual(back, value), `${pack(value)} came back as ${pack(back)}`).toBe(true);
      }),
    );
  });

  test.each([
    ['a Date', new Date(0), '":t0"'],
    ['a Date that is none', new Date(NaN), '":tNaN"'],
    ['a bigint', 2n ** 70n, '":i1180591620717411303424"'],
    ['NaN', NaN, '":nNaN"'],
    ['-0', -0, '":n-0"'],
    ['infinity', -Infinity, '":n-Infinity"'],
    ['undefined', undefined, '":u"'],
    ['a text that looks like a mark', ':t0', '"::t0"'],
    ['a text that is half a character', '\ud800', '"\\ud800"'],
    ['what PostgreSQL cannot hold', '\u0000', '"\\u0000"'],
    ['lists and objects', { b: [1, 'x'], a: null }, '{"b":[1,"x"],"a":null}'],
  ])('%s', (_, value, text) => {
    expect(pack(value)).toBe(text);
    expect(unpack(text)).toStrictEqual(value);
  });

  test('a hole in a list becomes undefined', () => {
    // eslint-disable-next-line no-sparse-arrays
    expect(unpack(pack([1, , 2]))).toEqual([1, undefined, 2]);
  });

  test('a name such as __proto__ stays a name and changes no prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"isAdmin":true,"at":":t5"},"constructor":1}');
    const back = unpack(pack(hostile));
    expect(Object.keys(back as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(back).not.toHaveProperty('isAdmin');
    expect(Object.getOwnPropertyDescriptor(back, '__proto__')?.value).toEqual({ isAdmin: true, at: ':t5' });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    const marked = unpack('{"__proto__":{"at":":t5"}}') as object;
    expect(Object.getOwnPropertyDescriptor(marked, '__proto__')?.value).toEqual({ at: new Date(5) });
  });

  const circle: unknown[] = [];
  circle.push(circle);
  test.each([
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('x'), 'a symbol'],
    ['a Map', [new Map()], 'an object of the class Map'],
    ['a RegExp', { pattern: /x/ }, 'an object of the class RegExp'],
    ['bytes', new Uint8Array(1), 'an object of the class Uint8Array'],
    ['what holds itself', circle, 'something nested more than 200 deep, or within itself'],
  ])('refuse %s', (_, value, what) => {
    expect(() => pack(value)).toThrow(new UnfitValue(what));
  });

  test.each(['', '{', '":x1"', '":iabc"', 'undefined'])('%s is no packed text', (text) => {
    expect(() => unpack(text)).toThrow();
  });
});

describe('canonical texts', () => {
  test('do not depend on the order of names, at any depth', () => {
    const left = { b: { y: 1, x: [2n] }, a: 0 };
    const right = { a: 0, b: { x: [2n], y: 1 } };
    expect(pack(left, { canonical: true })).toBe(pack(right, { canonical: true }));
    expect(pack(left)).not.toBe(pack(right));
  });

  test('leave out names without a value, but not items of lists', () => {
    expect(pack({ a: undefined }, { canonical: true })).toBe('{}');
    expect(pack([undefined], { canonical: true })).toBe('[":u"]');
  });

  test('differ when the values do', () => {
    const withoutUndefined = cell.filter((value) => !pack(value).includes(':u'));
    fc.assert(
      fc.property(withoutUndefined, withoutUndefined, (left, right) => {
        const isSameText = pack(left, { canonical: true }) === pack(right, { canonical: true });
        expect(isSameText).toBe(isDeepStrictEqual(left, right));
      }),
    );
  });
});
