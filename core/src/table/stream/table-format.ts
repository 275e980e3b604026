import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../error/pivotkit-error.ts';

/** Formats of table files. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'arrow';

/** Formats that are read: those of tables, and a text by its lines. */
export type InputFormat = TableFormat | 'lines';

const formatOf: Readonly<Record<string, TableFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
};

/** The format of a file by its ending, case ignored. @throws TABLE_FORMAT_UNKNOWN; FILE_UNREADABLE of a folder */
export function tableFormat(path: string): TableFormat {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(formatOf, ending) ? formatOf[ending] : undefined;
  if (format !== undefined) return format;
  if (isFolder(path)) throw new PivotKitError('FILE_UNREADABLE', { path, problem: 'it is a folder' });
  const like = nearest(ending, Object.keys(formatOf));
  const suggestion = ending === '' || like === undefined ? '' : `Did you mean '${like}'? `;
  throw new PivotKitError('TABLE_FORMAT_UNKNOWN', { path, suggestion, formats: [...new Set(Object.values(formatOf))] });
}

/** As `tableFormat`; what ends in .log or .txt is read by lines. @throws TABLE_FORMAT_UNKNOWN */
export const inputFormat = (path: string): InputFormat =>
  /\.(log|txt)$/i.test(path) && !isFolder(path) ? 'lines' : tableFormat(path);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
