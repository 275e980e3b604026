import { PivotKitError, readCsv } from '@pivotkit/core';
import { ListError, type Reading } from '../indicator.ts';
import { readRows, type RowsOptions } from './rows.ts';

/** A CSV with a header. Lines that begin with `#` before it are remarks. @throws ListError with the line */
export function readCsvList(text: string, options: RowsOptions & { readonly delimiter: string }): Reading {
  const { delimiter } = options;
  const { remarks, rest } = splitRemarks(text);
  try {
    const table = readCsv(rest, { delimiter, ragged: 'pad' });
    return readRows(table.toRows(), table.columnNames, options);
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    const { line } = error.details;
    if (typeof line !== 'number') throw new ListError(error.message);
    const message = error.message.replace(`Line ${line}`, `Line ${line + remarks}`);
    throw new ListError(message, line + remarks);
  }
}

/** The lines from the header on, and how many stand before it. */
function splitRemarks(text: string): { readonly remarks: number; readonly rest: string } {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const remarks = header < 0 ? lines.length : header;
  return { remarks, rest: lines.slice(remarks).join('\n') };
}
