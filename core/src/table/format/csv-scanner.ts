import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { CsvNote } from './csv-options.ts';

/**
 * Takes a row's fields and the line it starts in. An empty field without quotes is null, `""` is the empty text. The
 * list is reused for the next row.
 */
export type CsvRowReader = (fields: readonly (string | null)[], line: number) => void;

export interface CsvScannerOptions {
  /** One character between fields; default: comma. */
  readonly delimiter?: string;
  /** Most characters a row may have, so that a quote never closed does not fill the memory; default 16 Mi. */
  readonly maxRowCharacters?: number;
  /** Whether text behind a closing quote belongs to the field or is an error; default `lenient`. */
  readonly quotes?: 'lenient' | 'strict';
  readonly onNote?: (note: CsvNote) => void;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = '\uFEFF';
const incomplete = -1;

/**
 * Cuts CSV text (RFC 4180) into rows, whatever pieces it comes in. Rows end with LF, CRLF or CR; quoted fields may hold
 * delimiters and line ends; a byte order mark is left out. Written by hand because evidence must not change on the way:
 * parsers made for speed alone run short rows together, give up silently on an open quote and cannot say lines.
 */
export class CsvScanner {
  readonly #onRow: CsvRowReader;
  readonly #delimiter: number;
  readonly #maxRowCharacters: number;
  readonly #options: CsvScannerOptions;
  #fields: (string | null)[] = [];
  #rest = '';
  #line = 1;
  #isStart = true;

  constructor(onRow: CsvRowReader, options: CsvScannerOptions = {}) {
    this.#onRow = onRow;
    this.#options = options;
    this.#delimiter = (options.delimiter ?? ',').charCodeAt(0);
    this.#maxRowCharacters = options.maxRowCharacters ?? 16 * 1024 * 1024;
  }

  /** @throws TABLE_CSV_QUOTE when a row grows too long to be one, or with `strict` when text follows a closing quote. */
  push(chunk: string): void {
    let text = this.#rest + chunk;
    if (text === '') return;
    if (this.#isStart && text.startsWith(byteOrderMark)) text = text.slice(1);
    this.#isStart = false;
    this.#rest = text.slice(this.#scan(text, false));
    if (this.#rest.length > this.#maxRowCharacters) throw quoteError(this.#line, 'the row does not end');
  }

  /** The text is over. @throws TABLE_CSV_QUOTE when a quote is still open. */
  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#scan(rest, true);
  }

  /** Reads all complete rows and says where the rest begins. */
  #scan(text: string, isLast: boolean): number {
    let position = 0;
    while (position < text.length) {
      const next = this.#scanRow(text, position, isLast);
      if (next === incomplete) break;
      position = next;
    }
    return position;
  }

  #scanRow(text: string, start: number, isLast: boolean): number {
    const fields = this.#fields;
    fields.length = 0;
    let position = start;
    let linesInside = 0;
    let odd = false;
    for (;;) {
      if (text.charCodeAt(position) === quote) {
        const close = closingQuote(text, position, isLast);
        if (close === incomplete && isLast)
          throw quoteError(this.#line + linesInside, 'a quote is opened and never closed');
        if (close === incomplete) return incomplete;
        const inside = text.slice(position + 1, close);
        linesInside += lineEnds(inside);
        const tail = fieldEnd(text, close + 1, this.#delimiter);
        if (tail > close + 1) odd = true;
        fields.push(inside.replaceAll('""', '"') + text.slice(close + 1, tail));
        position = tail;
      } else {
        const end = fieldEnd(text, position, this.#delimiter);
        fields.push(end === position ? null : text.slice(position, end));
        position = end;
      }
      if (position === text.length && !isLast) return incomplete;
      if (text.charCodeAt(position) !== this.#delimiter) break;
      position++;
    }
    const next = afterLineEnd(text, position, isLast);
    if (next === incomplete) return incomplete;
    if (odd) this.#noteOddQuote(this.#line + linesInside);
    this.#onRow(fields, this.#line);
    this.#line += linesInside + 1;
    return next;
  }

  #noteOddQuote(line: number): void {
    if (this.#options.quotes === 'strict') throw quoteError(line, 'text follows a closing quote');
    this.#options.onNote?.({ kind: 'quote', line });
  }
}

/** Where the quote closes that opens at `start`: not before a second quote, which stands for a quote. */
function closingQuote(text: string, start: number, isLast: boolean): number {
  let position = text.indexOf('"', start + 1);
  while (position !== -1) {
    if (position + 1 === text.length) return isLast ? position : incomplete;
    if (text.charCodeAt(position + 1) !== quote) return position;
    position = text.indexOf('"', position + 2);
  }
  return incomplete;
}

function fieldEnd(text: string, start: number, delimiter: number): number {
  for (let position = start; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === delimiter || code === lineFeed || code === carriageReturn) return position;
  }
  return text.length;
}

/** The position behind the line end at `position`; the position itself where there is none. */
function afterLineEnd(text: string, position: number, isLast: boolean): number {
  const code = text.charCodeAt(position);
  if (code === lineFeed) return position + 1;
  if (code !== carriageReturn) return position;
  // CR at the end of a piece: a LF of the same line end may come with the next.
  if (position + 1 === text.length && !isLast) return incomplete;
  return text.charCodeAt(position + 1) === lineFeed ? position + 2 : position + 1;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function quoteError(line: number, problem: string): PivotKitError {
  return new PivotKitError('TABLE_CSV_QUOTE', { line, problem });
}
