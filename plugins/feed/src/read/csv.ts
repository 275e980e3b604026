import { PivotKitError, readCsv } from '@pivotkit/core';
import { ListError, type Reading } from '../indicator.ts';
import { readValue } from '../read-value.ts';
import { readRows, type RowsOptions } from './rows.ts';

/**
 * A CSV. Lines that begin with `#` before the first row are remarks; the last of them is the header where it has as many
 * fields as that row. A first row with an address, URL or hash in it is no header: its columns are `column 1`, `column 2` …
 * @throws ListError with the line
 */
export function readCsvList(text: string, options: RowsOptions & { readonly delimiter: string }): Reading {
  const { delimiter } = options;
  const { remarks, header, rest } = splitRemarks(text);
  try {
    const columns = columnsOf(header, rest, delimiter);
    const table = readCsv(rest, { delimiter, ragged: 'pad', ...(columns === undefined ? {} : { columns }) });
    return readRows(table.toRows(), table.columnNames, options);
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    const { line } = error.details;
    if (typeof line !== 'number') throw new ListError(error.message);
    const message = error.message.replace(`Line ${line}`, `Line ${line + remarks}`);
    throw new ListError(message, line + remarks);
  }
}

interface Parts {
  /** Lines before the first row. */
  readonly remarks: number;
  /** The last remark, which may be the header. */
  readonly header: string;
  readonly rest: string;
}

function splitRemarks(text: string): Parts {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const remarks = first < 0 ? lines.length : first;
  const header = lines.slice(0, remarks).findLast((line) => line.startsWith('#'));
  return { remarks, header: (header ?? '').replace(/^#\s*/, ''), rest: lines.slice(remarks).join('\n') };
}

/** Names of the columns where the first row does not give them. */
function columnsOf(header: string, rest: string, delimiter: string): readonly string[] | undefined {
  const first = fieldsOf(rest, delimiter);
  const remark = header === '' ? [] : fieldsOf(header, delimiter);
  if (remark.length === first.length && remark.length > 1) return remark;
  return first.some(isCertainValue) ? first.map((_, i) => `column ${i + 1}`) : undefined;
}

/** Fields of the first line; a quoted field that goes on in the next line is left to the reading of the whole. */
function fieldsOf(text: string, delimiter: string): readonly string[] {
  const [line = ''] = text.split('\n', 1);
  const quotes = line.match(/"/g)?.length ?? 0;
  return line.trim() === '' || quotes % 2 === 1 ? [] : readCsv(line, { delimiter }).columnNames;
}

/** A name of a column may look like a domain name (`ip.src`), but like nothing else. */
function isCertainValue(field: string): boolean {
  const read = readValue(field);
  return read.ok && read.value.type !== 'domain';
}
