import { describe, expect, test } from 'vitest';
import type { EntityClass } from '@pivotkit/entities';
import {
  Dns,
  FileHash,
  GeoLocation,
  IpAddress,
  Mailbox,
  NetworkConnection,
  Url,
  defang,
  detect,
  refang,
} from '@pivotkit/entities';

const units = [
  ...'([{<"\'`.,;:@/\\%*-=> \t_aé1f。'.split(''),
  '[.]',
  '[dot] ',
  ' [at] ',
  '[:]',
  '()',
  '[]',
  'a.',
  'a. ',
  '->',
  '1.',
  '1:',
  'ab ',
  '<a',
  'a@',
  '\\.',
  'hxxp://',
  'a:',
  'é.',
  '%41',
  '. ',
  ' <',
];

const kinds: readonly EntityClass[] = [IpAddress, Dns, Url, FileHash, Mailbox, NetworkConnection, GeoLocation];

const readers: [string, (text: string) => unknown][] = [
  ['refang', refang],
  ['defang', defang],
  ['detect', (text) => detect(text)],
  ...kinds.map((cls): [string, (text: string) => unknown] => [cls.kind, (text) => cls.parse(text)]),
];

/** Time that grows with the square of the length would outlast the time limit of a test. */
describe.each(readers)('%s takes long repetitive text without stalling', (_, read) => {
  test.each<[string, (unit: string, count: number) => string]>([
    ['alone', (unit: string, count: number) => unit.repeat(count)],
    ['before an odd end', (unit: string, count: number) => `a${unit.repeat(count)}!`],
    ['after a scheme', (unit: string, count: number) => `hxxp://a${unit.repeat(count)}[.]b`],
  ])('%s', (__, make) => {
    for (const unit of units)
      for (const length of [1_000, 8_000, 100_000]) {
        const text = make(unit, length / unit.length);
        expect(() => read(text), `${JSON.stringify(unit)} × ${length}`).not.toThrow();
      }
  });
});
