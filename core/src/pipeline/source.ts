import { Table } from '../table/index.ts';
import { Frame } from '../pivot/frame.ts';

/** Rows that arrive in batches, so that they need not fit in memory. */
export interface BatchSource<R extends object> {
  /** What it is, for plans: a file's name. */
  readonly text: string;
  /** Each call reads from the beginning. */
  batches(signal: AbortSignal): AsyncIterable<Table<R>>;
}

/** Where a pipeline's rows come from: at hand, or arriving in batches. */
export type Source<R extends object> = Table<R> | Frame<R> | Iterable<R> | BatchSource<R>;

export const isBatchSource = (source: object): source is BatchSource<object> => 'batches' in source;

/** The rows at hand as a table, or undefined when they arrive in batches. */
export function tableOf<R extends object>(source: Source<R>): Table<R> | undefined {
  if (source instanceof Table) return source;
  if (source instanceof Frame) return source.table;
  return isBatchSource(source) ? undefined : Table.fromRows(source);
}
