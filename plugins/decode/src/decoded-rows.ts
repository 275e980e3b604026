import { gather, Table, vectorOf, type Cell, type Column, type RowOf, type Vector } from '@pivotkit/core';
import { verbColumns } from './columns.ts';
import { hashesOf, hexOf, type Decoded, type Hashes } from './decode-text.ts';

interface Place {
  readonly column: string;
  readonly input: string;
  readonly full: string;
}

/** Where among the things decoded those of a text stand; from inclusive, to exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

type Texts = (string | null)[];

/**
 * The rows that the verb gives, kept by column: to make an object of each takes as long as to decode what is in it. What
 * was decoded in a text is kept once, however often the text comes, and of its bytes no more than their base64.
 */
export class DecodedRows {
  readonly #reference: Texts = [];
  readonly #original: Texts = [];
  readonly #fileName: Texts = [];
  readonly #fileType: Texts = [];
  readonly #inputBytes: string[] = [];
  readonly #decoded: Texts = [];
  readonly #encodingType: Texts = [];
  readonly #hashes: Record<keyof Hashes, string[]> = { md5: [], sha1: [], sha256: [] };
  readonly #column: Texts = [];
  readonly #input: Texts = [];
  readonly #full: Texts = [];
  readonly #encoding: Texts = [];
  readonly #depth: number[] = [];
  readonly #problem: Texts = [];
  readonly #thingOfRow: number[] = [];
  readonly #indexOfRow: number[] = [];

  /** Things decoded in a text; rows can be made of them as often as the text comes. */
  keep(things: readonly Decoded[], { column, input, full }: Place): Range {
    const from = this.#depth.length;
    for (const thing of things) {
      this.#reference.push(thing.reference);
      this.#original.push(thing.original);
      this.#fileName.push(thing.fileName ?? null);
      this.#fileType.push(thing.fileType ?? null);
      this.#decoded.push(thing.text ?? null);
      this.#encodingType.push(thing.textEncoding);
      this.#column.push(column);
      this.#input.push(input);
      this.#full.push(full);
      this.#encoding.push(thing.encoding);
      this.#depth.push(thing.depth);
      this.#problem.push(thing.problem ?? null);
      this.#keepBytes(thing);
    }
    return { from, to: this.#depth.length };
  }

  #keepBytes({ bytes, original }: Decoded): void {
    const base64 = bytes.toString('base64');
    // Mostly it is what stands in the text, which is kept anyway.
    this.#inputBytes.push(base64 === original ? original : base64);
    const { md5, sha1, sha256 } = hashesOf(bytes);
    this.#hashes.md5.push(md5);
    this.#hashes.sha1.push(sha1);
    this.#hashes.sha256.push(sha256);
  }

  /** A row for each of the things. */
  add({ from, to }: Range, sourceIndex: number): void {
    for (let thing = from; thing < to; thing++) {
      this.#thingOfRow.push(thing);
      this.#indexOfRow.push(sourceIndex);
    }
  }

  /** `firstRow` is the number of the table's first row, where it is one of several. */
  table(firstRow: number): Table<RowOf<typeof verbColumns>> {
    const things = new Table({ size: this.#depth.length, columns: new Map(Object.entries(this.#columns())) });
    const rows = gather(things, Uint32Array.from(this.#thingOfRow));
    const indexes: Vector = {
      kind: 'number',
      numbers: Float64Array.from(this.#indexOfRow, (index) => firstRow + index),
    };
    const columns = Object.entries(verbColumns).map(([name, spec]): [string, Column] => [
      name,
      name === 'src_index' ? { spec, vector: indexes } : rows.column(name),
    ]);
    return new Table({ size: rows.size, columns: new Map(columns) });
  }

  #columns(): Record<Exclude<keyof typeof verbColumns, 'src_index'>, Column> {
    const { md5, sha1, sha256 } = this.#hashes;
    const fileHashes = (): Cell[] => md5.map((hash, i) => ({ md5: hash, sha1: sha1[i], sha256: sha256[i] }));
    const printable = (): Cell[] => this.#inputBytes.map((base64) => hexOf(Buffer.from(base64, 'base64')));
    return {
      reference: ofFew('reference', this.#reference),
      original_string: ofMany('original_string', this.#original),
      file_name: ofFew('file_name', this.#fileName),
      file_type: ofFew('file_type', this.#fileType),
      input_bytes: ofMany('input_bytes', this.#inputBytes),
      decoded_string: ofMany('decoded_string', this.#decoded),
      encoding_type: ofFew('encoding_type', this.#encodingType),
      file_hashes: late('file_hashes', fileHashes),
      md5: ofMany('md5', md5),
      sha1: ofMany('sha1', sha1),
      sha256: ofMany('sha256', sha256),
      printable_bytes: late('printable_bytes', printable),
      column: ofFew('column', this.#column),
      input: ofMany('input', this.#input),
      full_decoded_string: ofMany('full_decoded_string', this.#full),
      encoding: ofFew('encoding', this.#encoding),
      depth: { spec: verbColumns.depth, vector: { kind: 'number', numbers: Float64Array.from(this.#depth) } },
      problem: ofFew('problem', this.#problem),
    };
  }
}

type Name = keyof typeof verbColumns;

const ofFew = (name: Name, texts: Texts): Column => ({ spec: verbColumns[name], vector: vectorOf('text', texts) });

/** Most of the texts are different: a dictionary would cost more than it saves. */
const ofMany = (name: Name, cells: Texts): Column => ({ spec: verbColumns[name], vector: { kind: 'cells', cells } });

/** Cells that are made when somebody looks at them: not everybody does. */
function late(name: Name, make: () => readonly Cell[]): Column {
  let vector: Vector | undefined;
  return {
    spec: verbColumns[name],
    get vector() {
      return (vector ??= { kind: 'cells', cells: make() });
    },
  };
}
