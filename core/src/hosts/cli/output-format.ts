import { extname } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { outputFormats, type OutputFormat } from '../../session/config-schema.ts';
import { tableFormat } from '../../table/index.ts';
import type { Terminal } from './terminal.ts';

/** @throws USAGE_INVALID with the nearest */
export function checkFormat(name: string): OutputFormat {
  const found = outputFormats.find((format) => format === name.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(name, outputFormats);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `There is no output format '${name}'`,
    suggestion: near === undefined ? `Formats: ${outputFormats.join(', ')}.` : `Did you mean '${near}'?`,
  });
}

/** People on a terminal get a table, programs CSV. */
export const defaultFormat = ({ isOutTerminal }: Pick<Terminal, 'isOutTerminal'>): OutputFormat =>
  isOutTerminal ? 'table' : 'csv';

/** @throws TABLE_FORMAT_UNKNOWN */
export function formatOfFile(path: string): OutputFormat {
  const ending = extname(path).toLowerCase();
  if (ending === '.md' || ending === '.markdown') return 'markdown';
  return ending === '.txt' ? 'table' : tableFormat(path);
}
