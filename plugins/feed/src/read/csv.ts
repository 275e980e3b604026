import { PivotKitError, readCsv } from '@pivotkit/core';
import { ListError, type Reading } from '../indicator.ts';
import { readRows, type RowsOptions } from './rows.ts';

/** A CSV with a header. Lines that begin with `#` before it are remarks. @throws ListError with the line */
export function readCsvList(text: string, options: RowsOptions & { readonly delimiter: string }): Reading {
  try {
    const { delimiter } = options;
    const table = readCsv(withoutRemarks(text), { delimiter, ragged: 'pad' });
    return readRows(table.toRows(), table.columnNames, options);
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    const { line } = error.details;
    throw new ListError(error.message, typeof line === 'number' ? line : undefined);
  }
}

/** Remarks become empty lines, which are no rows, so that the lines keep their numbers. */
function withoutRemarks(text: string): string {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line, i) => (i < header ? '' : line)).join('\n');
}
