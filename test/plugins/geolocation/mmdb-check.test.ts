import { PivotKitError } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { databaseFrom } from '../../../plugins/geolocation/src/database.ts';
import { encode, pointer, Raw, Uint64, writeMmdb } from './write-mmdb.ts';

const address = IpAddress.create('1.2.3.4');

/** What becomes of the one record of a file. */
function read(record: unknown, before: Readonly<Record<string, unknown>> = {}): unknown {
  return databaseFrom(writeMmdb({ ...before, '1.2.3.0/24': record }), 'test.mmdb').find(address)?.record;
}

const lists = (depth: number): unknown => (depth === 0 ? 'x' : [lists(depth - 1)]);

describe('records', () => {
  test.each([
    ['text, numbers, lists and maps', { a: 'é', b: [1, -1.5, true], c: { d: new Uint64(7n) } }, undefined],
    ['nested as deep as none in use', { a: lists(25) }, undefined],
    ['nested too deep', { a: lists(40) }, 'nested more than 32 deep'],
    ['a pointer to itself', { a: pointer(0) }, 'nested more than 32 deep'],
    ['a pointer beyond the data', { a: pointer(2000) }, 'outside its section'],
    ['a list longer than the file', new Raw(Buffer.from([0x1f, 4, 0xff, 0xff, 0xff])), 'outside its section'],
    ['a map longer than the file', new Raw(Buffer.from([0xff, 0xff, 0xff, 0xff])), 'outside its section'],
    ['a text longer than the file', new Raw(Buffer.from([0x5f, 0xff, 0xff, 0xff])), 'outside its section'],
    ['a key that is a number', new Raw(Buffer.concat([Buffer.from([0xe1]), encode(1), encode(1)])), 'is no text'],
    ['text that is not UTF-8', { a: new Raw(Buffer.from([0x41, 0xff])) }, 'not UTF-8'],
    ['a double of four bytes', { a: new Raw(Buffer.from([0x64, 0, 0, 0, 0])) }, 'of type 3 at byte'],
    ['an unknown type', { a: new Raw(Buffer.from([0x01, 9, 0])) }, 'unknown type 16'],
    ['a boolean of 5', { a: new Raw(Buffer.from([0x05, 7])) }, 'is 5'],
  ])('%s', (_, record, problem) => {
    if (problem === undefined) expect(read(record)).toBeDefined();
    else expect(() => read(record)).toThrow(problem);
  });

  test('a record that unfolds into billions of values is refused without unfolding it', () => {
    const offsets: number[] = [];
    const parts: Buffer[] = [];
    let at = 0;
    for (let level = 0; level < 12; level++) {
      offsets.push(at);
      const bytes =
        level === 0 ? encode('x') : encode(Array.from({ length: 10 }, () => pointer(offsets[level - 1] ?? 0)));
      parts.push(bytes);
      at += bytes.length;
    }
    const bomb = new Raw(Buffer.concat(parts.slice(0, -1)));
    expect(() => read({ a: pointer(offsets[10] ?? 0) }, { '9.9.9.0/24': bomb })).toThrow('more than 50000 values');
  });

  test('names that mean something to JavaScript are names', () => {
    const raw = new Raw(Buffer.concat([Buffer.from([0xe1]), encode('__proto__'), encode({ country_code: 'DE' })]));
    expect(read(raw)).toBeDefined();
    expect(Reflect.get({}, 'country_code')).toBeUndefined();
  });
});

describe('metadata', () => {
  test.each([
    ['more nodes than the file has', { node_count: 4_000_000_000 }],
    ['fewer nodes than the file has', { node_count: 2 }],
    ['no number of nodes', { node_count: 'many' }],
    ['records of 20 bits', { record_size: 20 }],
    ['IP version 5', { ip_version: 5 }],
    ['no type', { database_type: 7 }],
    ['format 3', { binary_format_major_version: 3 }],
    ['a time that is none', { build_epoch: new Uint64(2n ** 64n - 1n) }],
  ])('%s: refused', (_, metadata) => {
    expect(() => databaseFrom(writeMmdb({ '1.2.3.0/24': 'x' }, { metadata }), 'test.mmdb')).toThrow(
      "'test.mmdb' cannot be used",
    );
  });

  test('a file packed with gzip is told so', () => {
    expect(() => databaseFrom(Buffer.from([0x1f, 0x8b, 8]), 'x.mmdb.gz')).toThrow('unpack it first');
  });
});

test('whatever bytes change, a file is refused, or its look-ups answer or fail with the code', () => {
  const bytes = writeMmdb({
    '1.2.3.0/24': { city: { names: { en: 'Somewhere' } }, location: { latitude: 1.5, longitude: 2.5 } },
    '2a00::/16': { country: { iso_code: 'DE' }, list: [1, 2, 3] },
  });
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const broken = Buffer.from(bytes);
      for (const [at, byte] of changes) broken[at] = byte;
      const problem = problemOf(() => {
        const database = databaseFrom(broken, 'broken.mmdb');
        for (const text of ['1.2.3.4', '1.2.3.255', '2a00::1', '::']) database.find(IpAddress.create(text));
      });
      expect(problem === undefined || (PivotKitError.is(problem) && problem.code === 'GEO_DATABASE_INVALID')).toBe(
        true,
      );
    }),
    { numRuns: 2_000 },
  );
});

function problemOf(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
