import { describe, expect, test } from 'vitest';
import { FileHash, entityFromJson } from '@pivotkit/entities';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('FileHash', () => {
  test.each([
    [{ value: md5.toUpperCase() }, md5, 'md5'],
    [{ value: md5, algorithm: 'MD5' }, md5, 'md5'],
    [{ value: md5, algorithm: 'Unknown' }, md5, 'md5'],
    [{ value: md5, algorithm: 'imphash' }, `imphash:${md5}`, 'imphash'],
    [{ value: 'ab'.repeat(32), algorithm: 'SHA256AC' }, `sha256ac:${'ab'.repeat(32)}`, 'sha256ac'],
    [{ value: 'ab'.repeat(32), algorithm: 'SHA-256' }, 'ab'.repeat(32), 'sha256'],
  ])('%j → %s', (attributes, key, algorithm) => {
    const hash = new FileHash(attributes);
    expect([hash.key, hash.algorithm]).toEqual([key, algorithm]);
    expect(FileHash.create(hash.key).key).toBe(key);
    expect(entityFromJson(hash.toJSON()).key).toBe(key);
  });

  test.each([
    [{ value: md5, algorithm: 'sha1' }, 'a sha1 hash has 40 digits, this has 32'],
    [{ value: md5, algorithm: 'rot13' }, 'algorithm'],
    [{ value: 'xyz' }, 'hexadecimal digits only'],
  ])('%j is refused: %s', (attributes, reason) => {
    expect(() => new FileHash(attributes)).toThrow(reason);
  });
});
