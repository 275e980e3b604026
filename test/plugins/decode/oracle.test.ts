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

/** The peer takes a line end before a fragment for part of it, and writes two spaces in one of its tags. */
const tidy = (text: string): string =>
  text.replaceAll(/\s*(<decoded)/g, '$1').replaceAll("value='binary'  name", "value='binary' name");

describe.each(['base64-procs363', 'base64-processtree', 'base64-procs23k'])(
  'command lines decoded by the peer',
  (name) => {
    const path = `${folder}/${name}`;
    test.skipIf(!existsSync(path))(`${name} (needs ${path}, skipped where it is absent)`, async () => {
      const peer = JSON.parse(readFileSync(`${path}/expected.json`, 'utf8')) as Readonly<
        Record<string, { readonly columns: readonly string[]; readonly data: readonly (readonly unknown[])[] }>
      >;
      const { columns = [], data = [] } = peer['unpack_df_utf16'] ?? peer['unpack_df'] ?? {};
      const at = (column: string): number => columns.indexOf(column);
      const session = await createSession({ plugins: [decode] });
      const table = readCsv(readFileSync(`${path}/input.csv`, 'utf8'), { ragged: 'pad', quotes: 'lenient' });
      const frame = await session.from(table).verb('decode.base64', { column: 'CommandLine' }).run();
      const ours = new Set(frame.toRows().map((row) => `${row.src_index} ${row.sha256}`));
      const theirs = data
        .filter((row) => !isNoise(String(row[at('original_string')])))
        .map((row) => `${String(row[at('src_index')])} ${String(row[at('sha256')])}`);
      expect([...ours]).toEqual(expect.arrayContaining(theirs));
    });
  },
);

/** Paths, hashes and words that the peer decodes. */
const isNoise = (original: string): boolean =>
  /^[\w/\r\n]*$/.test(original) && !/[A-Z].*[0-9+].*[a-z]|=/.test(original);
