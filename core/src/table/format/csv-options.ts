import type { ColumnSpec, ColumnType } from '../column-spec.ts';

/** Something about a CSV text that did not stop the reading but that its reader may want to know. */
export type CsvNote =
  | { readonly kind: 'renamed'; readonly column: number; readonly given: string; readonly name: string }
  | { readonly kind: 'ragged'; readonly line: number; readonly fields: number; readonly expected: number }
  | { readonly kind: 'quote'; readonly line: number };

export interface CsvOptions {
  /**
   * Types of columns by name; default: all are text, as written. `infer` reads a column as numbers, booleans or times
   * only where every cell is one and writing it again gives the same text: leading zeros, `+`, exponents and whole
   * numbers beyond 2^53 stay text.
   */
  readonly types?: Readonly<Record<string, ColumnType>> | 'infer';
  /** What columns say about themselves, by name. */
  readonly specs?: Readonly<Record<string, Partial<ColumnSpec>>>;
  /** Names of the columns when the text has no header. */
  readonly columns?: readonly string[];
  /** One character between fields; default: comma. */
  readonly delimiter?: string;
  /** What an empty field without quotes is; default `null`. `""` is always the empty text. */
  readonly empty?: 'null' | 'text';
  /**
   * What becomes of a row with more or fewer fields than the header; default `error`. `pad` fills up short ones with
   * nulls (long ones stay an error: nothing is cut), `skip` leaves both out. Each one goes to `onNote`.
   */
  readonly ragged?: 'error' | 'pad' | 'skip';
  /**
   * What becomes of text behind a closing quote (`"a" b`), which RFC 4180 does not allow and real files have; default
   * `lenient`: it belongs to the field as it stands, and the line goes to `onNote`. `strict`: an error.
   */
  readonly quotes?: 'lenient' | 'strict';
  readonly onNote?: (note: CsvNote) => void;
  /** Most characters a row may have; default 16 Mi. */
  readonly maxRowCharacters?: number;
}
