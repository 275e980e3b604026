import { Table } from '../table/index.ts';
import { Frame } from '../pivot/frame.ts';
import { markEntities } from '../pivot/markings.ts';

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

/** The source with the markings that entities in its cells carry: from then on they travel with the cells. */
export function markedSource<R extends object>(source: Source<R>): Table<R> | BatchSource<R> {
  const table = tableOf(source);
  if (table !== undefined) return markEntities(table);
  // What is no table at hand arrives in batches.
  const arriving = source as BatchSource<R>;
  return {
    text: arriving.text,
    async *batches(signal) {
      for await (const batch of arriving.batches(signal)) yield markEntities(batch);
    },
  };
}

/** The rows at hand as a table, or undefined when they arrive in batches. */
export function tableOf<R extends object>(source: Source<R>): Table<R> | undefined {
  if (source instanceof Table) return source;
  if (source instanceof Frame) return source.table;
  return isBatchSource(source) ? undefined : Table.fromRows(source);
}
