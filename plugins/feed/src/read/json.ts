import { ListError, type Reading } from '../indicator.ts';
import { readMisp } from './misp.ts';
import { readRows, type Row, type RowsOptions } from './rows.ts';
import { readStix } from './stix.ts';

/** @throws ListError with the line, where the runtime tells it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ListError(`it is no JSON: ${problem}`, lineIn(problem, text));
  }
}

function lineIn(problem: string, text: string): number | undefined {
  const position = positionIn(problem, text);
  return position === undefined ? undefined : text.slice(0, position).split('\n').length;
}

const contextLength = 10;

/**
 * Where the runtime stopped. V8 names the position, or the end, or quotes up to 10 characters on both sides of the
 * character it names (`Unexpected token '}', ..."a": 1,\n}\n"... is not valid JSON`), and texts below 21 whole.
 */
function positionIn(problem: string, text: string): number | undefined {
  const [, position] = /position (\d+)/.exec(problem) ?? [];
  if (position !== undefined) return Number(position);
  if (/end of JSON/.test(problem)) return text.length;
  const [, token = '', cut, context = ''] = /token '(.+)', (\.\.\.)?"(.*)"(?:\.\.\.)? is not/s.exec(problem) ?? [];
  const start = text.indexOf(context);
  if (token === '' || start < 0) return undefined;
  if (cut !== undefined) return start + contextLength;
  return context.length === text.length ? text.indexOf(token) : context.length - contextLength;
}

/** JSON whose format is not stated: a STIX bundle (or what TAXII sends), MISP events, or a plain list. @throws ListError */
export function readAnyJson(content: unknown, options: RowsOptions): Reading {
  if (isRow(content) && (content['type'] === 'bundle' || Array.isArray(content['objects'])))
    return readStix(content, options);
  if (isRow(content) && ('Event' in content || 'response' in content)) return readMisp(content, options);
  if (Array.isArray(content) && isRow(content[0]) && 'Event' in content[0]) return readMisp(content, options);
  return readJsonList(content, options);
}

/** A list of texts or of objects, bare or as the one list in an object. @throws ListError */
export function readJsonList(content: unknown, options: RowsOptions): Reading {
  const list = listIn(content);
  const rows = list.map((item, i): Row => {
    if (typeof item === 'string') return { indicator: item };
    if (isRow(item)) return item;
    throw new ListError(`entry ${i + 1} is neither a text nor an object`);
  });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.length === 0 ? { indicators: [], unreadable: [] } : readRows(rows, columns, options);
}

function listIn(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  const lists = isRow(content) ? Object.values(content).filter((value) => Array.isArray(value)) : [];
  if (lists.length === 1 && lists[0] !== undefined) return lists[0];
  throw new ListError('it is neither a list nor an object with one list in it');
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
