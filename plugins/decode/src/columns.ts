import { entity, number, object, text } from '@pivotkit/core';
import { FileHash } from '@pivotkit/entities';

const notText = { nullWhen: 'the bytes are no text' } as const;
const noArchive = { nullWhen: 'it came from no archive that names its files' } as const;
const noType = { nullWhen: 'nothing tells the type' } as const;
const readWhole = { nullWhen: 'it was read whole' } as const;

/** Columns of the pivots. */
export const columns = {
  reference: text('Place in the nesting: 2.1 is the first thing in the second'),
  depth: number('How deep it was nested', { unit: 'levels', range: [1, 1_000] }),
  encoding: text('How it was encoded: base64, base64url, hex, base32, url'),
  original: text('The encoded text'),
  decoded: text('What it says', notText),
  textEncoding: text('utf-8, utf-16, or binary for what is no text'),
  fileName: text('Name in the archive; data, not a path to write to', noArchive),
  fileType: text('Type of the file, or of the archive it came from, by how it begins', noType),
  sizeBytes: number('Size, decoded', { unit: 'bytes', range: [0, Infinity] }),
  md5: text('MD5 of the decoded bytes'),
  sha1: text('SHA-1 of the decoded bytes'),
  sha256: entity(FileHash, 'SHA-256 of the decoded bytes'),
  problem: text('What kept it from being read whole', readWhole),
};

/** Columns of the verb: those of its namesake elsewhere, then what else is known. */
export const verbColumns = {
  reference: text('Place in the nesting: 2.1 is the first thing in the second'),
  original_string: text('The encoded text'),
  file_name: text('Name in the archive; data, not a path to write to', noArchive),
  file_type: text('Type of the file, or of the archive it came from, by how it begins', noType),
  input_bytes: text('The decoded bytes, in base64'),
  decoded_string: text('What it says', notText),
  encoding_type: text('utf-8, utf-16, or binary for what is no text'),
  file_hashes: object('MD5, SHA-1 and SHA-256 of the decoded bytes'),
  md5: text('MD5 of the decoded bytes'),
  sha1: text('SHA-1 of the decoded bytes'),
  sha256: entity(FileHash, 'SHA-256 of the decoded bytes'),
  printable_bytes: text('The decoded bytes in hexadecimal digits; of very long ones the beginning'),
  src_index: number('Row it was found in', { unit: 'rows from 0', range: [0, Infinity] }),
  column: text('Column it was found in'),
  input: text('The text it was found in'),
  full_decoded_string: text('That text with everything in it decoded'),
  encoding: text('How it was encoded: base64, base64url, hex, base32, url'),
  depth: number('How deep it was nested', { unit: 'levels', range: [1, 1_000] }),
  problem: text('What kept it from being read whole', readWhole),
};
