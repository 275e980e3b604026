import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../error/pivotkit-error.ts';

/** Formats of table files. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'arrow';

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
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new PivotKitError('FILE_UNREADABLE', { path, problem: 'it is a folder' });
  const like = nearest(ending, Object.keys(formatOf));
  const suggestion = ending === '' || like === undefined ? '' : `Did you mean '${like}'? `;
  throw new PivotKitError('TABLE_FORMAT_UNKNOWN', { path, suggestion, formats: [...new Set(Object.values(formatOf))] });
}
