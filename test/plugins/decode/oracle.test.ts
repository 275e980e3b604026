import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv, Table } from '@pivotkit/core';
import { decode, decodeText } from '@pivotkit/plugin-decode';
import { describe, expect, test } from 'vitest';

const folder = '../shared/oracle';
const cases = `${folder}/base64-strings`;
const isHere = existsSync(cases);

/** Where ours differs, and why; docs/differences.md says it at length. */
const differences: Readonly<Record<string, string>> = {
  test_base64msg: 'inner texts are decoded wherever they stand, UTF-16 is recognised',
  test_b64text_inzip: 'UTF-16 is recognised by its mark',
  same_twice: 'two fragments are two records, each with its place',
  nested3: 'nesting does not end at the first level that does not match',
  utf16le: 'UTF-16 is recognised, not asked for',
  utf16bom: 'UTF-16 is recognised, not asked for',
  zip_stored_prefix_not_matched: 'a zip is one however its files are stored',
  tar_in_text: 'a tar is known by its mark, not by the name of its first file',
  gz_header_but_broken: 'what is broken is a record with a problem, not an exception',
  zip_header_but_broken: 'what is broken is a record with a problem, not an exception',
  bad_length: 'what was cut off is read as far as it goes, and says so',
  bad_length_then_good: 'what was cut off is read as far as it goes, and says so',
  good_then_bad_length: 'what was cut off is read as far as it goes, and says so',
  no_padding_eq: 'padding may be missing (RFC 4648 §3.2)',
  long_hex_is_b64: 'a hash is a hash',
  path_looks_b64: 'a path is a path',
  aaaa: 'one letter repeated is nothing',
  '52_fragments': 'as many fragments as there are, up to a limit that can be set',
  nul_bytes: 'zeros are no text',
};

interface PeerRecord {
  readonly file_name: string;
  readonly file_type: string | null;
  readonly encoding_type: string;
  readonly decoded_string: string | null;
  readonly sha256: string;
  readonly printable_bytes: string;
}

describe.skipIf(!isHere)(`strings decoded by the peer (needs ${cases}, skipped where it is absent)`, async () => {
  const expected: {
    readonly unpack: Readonly<
      Record<string, { readonly decoded: string | null; readonly records?: readonly PeerRecord[] }>
    >;
  } = isHere ? JSON.parse(readFileSync(`${cases}/expected.json`, 'utf8')) : { unpack: {} };
  const inputs: Readonly<Record<string, string>> = isHere
    ? JSON.parse(readFileSync(`${cases}/input.json`, 'utf8'))
    : {};
  const session = await createSession({ plugins: [decode] });

  test.each(Object.keys(expected.unpack))('%s', async (name) => {
    const peer = expected.unpack[name];
    const input = inputs[name] ?? '';
    const frame = await session
      .from(Table.fromRows([{ input }]))
      .verb('decode.base64', { column: 'input' })
      .run();
    const ours = frame
      .toRows()
      .map((row) => [row.file_type, row.encoding_type, row.decoded_string, row.sha256, row.printable_bytes]);
    const theirs = (peer?.records ?? []).map((row) => [
      row.file_type,
      row.encoding_type,
      row.decoded_string,
      row.sha256,
      row.printable_bytes,
    ]);
    const isSame =
      peer?.decoded !== null &&
      tidy(decodeText(input).text) === tidy(peer?.decoded ?? '') &&
      JSON.stringify(ours) === JSON.stringify(theirs);
    expect([name, isSame]).toEqual([name, !(name in differences)]);
  });
});

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Read as UTF-16 by the peer, as everything of an even length is when it is asked to. */
const notUtf16: Readonly<Record<string, string>> = {
  nested2: 'base64 inside base64 is no UTF-16',
  binary: 'bytes without a pattern are no UTF-16',
  nul_bytes: 'zeros are no text',
};

describe.skipIf(!isHere)(`UTF-16 and parts (needs ${cases}, skipped where it is absent)`, () => {
  interface Unpacked {
    readonly decoded: string;
    readonly records: readonly PeerRecord[];
  }
  const expected: Readonly<Record<'unpack_utf16' | 'unpack_items', Readonly<Record<string, Unpacked>>>> = isHere
    ? JSON.parse(readFileSync(`${cases}/expected.json`, 'utf8'))
    : { unpack_utf16: {}, unpack_items: {} };
  const inputs: Readonly<Record<string, string>> = isHere
    ? JSON.parse(readFileSync(`${cases}/input.json`, 'utf8'))
    : {};

  test.each(Object.entries(expected.unpack_utf16))('%s, UTF-16 asked for there', (name, peer) => {
    const { text, items } = decodeText(inputs[name] ?? '');
    const isSame = tidy(text) === tidy(peer.decoded);
    expect([name, isSame]).toEqual([name, !(name in notUtf16)]);
    if (isSame) expect(items.map(({ bytes }) => sha256Of(bytes))).toEqual(peer.records.map(({ sha256 }) => sha256));
  });

  // It pads the whole text with A until it decodes, which adds bytes of 0, and stops after the first fragment.
  test.each(Object.entries(expected.unpack_items))('%s, its parts', (name, peer) => {
    const trimmed = (text: string): string => text.replace(/\0+$/, '');
    const ours = decodeText(inputs[name] ?? '').items.map((item) => item.text);
    const theirs = peer.records.flatMap(({ decoded_string: text }) => (text === null ? [] : [trimmed(text)]));
    const isPart = (text: string): boolean =>
      ours.some((own) => own !== undefined && (text.startsWith(own) || own.startsWith(text)));
    expect(theirs.filter((text) => !isPart(text))).toEqual([]);
  });
});

/** The peer takes a line end before a fragment for part of it, and writes two spaces in one of its tags. */
const tidy = (text: string): string =>
  text.replaceAll(/\s*(<decoded)/g, '$1').replaceAll("value='binary'  name", "value='binary' name");

/** What the peer takes for base64 and we do not: hashes, names of packages, one letter repeated. */
const isNoise = (original: string): boolean => /^(?:[0-9a-f]{32}|AppX\w{32}|a+)$/i.test(original);

/** Equal cells of each record, of that column and its hashes. */
const compared = ['src_index', 'original_string', 'decoded_string', 'encoding_type', 'md5', 'sha1', 'sha256', 'printable_bytes']; // prettier-ignore

describe.each([
  ['base64-procs363', 'unpack_df_utf16', 1],
  ['base64-processtree', 'unpack_df', 0],
  ['base64-procs23k', 'unpack_df', 1],
] as const)('command lines decoded by the peer', (name, call, decoded) => {
  const path = `${folder}/${name}`;
  test.skipIf(!existsSync(path))(`${name} (needs ${path}, skipped where it is absent)`, async () => {
    const peer: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = JSON.parse(
      readFileSync(`${path}/expected.json`, 'utf8'),
    );
    const theirs = peer[call] ?? [];
    expect(theirs.length).toBeGreaterThan(0);
    await using session = await createSession({ plugins: [decode] });
    const table = readCsv(readFileSync(`${path}/input.csv`, 'utf8'), { ragged: 'pad', quotes: 'lenient' });
    const frame = await session.from(table).verb('decode.base64', { column: 'CommandLine' }).run();
    const cells = (row: object): unknown[] => compared.map((column) => Reflect.get(row, column));
    const ours = frame.toRows().map(cells);
    const meant = theirs.filter((row) => !isNoise(String(row['original_string'])));
    expect(meant.length).toBe(decoded);
    expect(ours).toEqual(expect.arrayContaining(meant.map(cells)));
    // Hashes and names of packages are left as they are.
    expect(ours.filter(([, original]) => isNoise(String(original)))).toEqual([]);
  });
});
