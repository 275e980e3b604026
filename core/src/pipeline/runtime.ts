import type { Table } from '../table/index.ts';
import type { LookupEvent } from '../pivot/lookup-event.ts';
import type { PivotRuntime } from '../pivot/pivot-function.ts';
import type { RunBounds } from '../pivot/run-bounds.ts';
import type { RunContext } from '../pivot/run-context.ts';
import type { TimeRange } from '../pivot/pivot.ts';
import type { VerbTarget } from '../plugin/registry.ts';

export interface ContextOptions {
  readonly signal: AbortSignal;
  readonly timeRange: TimeRange | undefined;
  readonly onAsked: (count: number) => void;
  readonly onLookup?: (event: LookupEvent) => void;
  readonly onVerbProgress?: (done: number, total: number) => void;
  /** Of this run alone, in place of those of the session. */
  readonly deadlineMs?: number;
  /** Shared with other runs, in place of its own. */
  readonly bounds?: RunBounds;
  /** Nothing will be asked, so no deadline is watched. */
  readonly isPlan?: boolean;
}

/** What a session does for its pipelines. */
export interface PipelineRuntime extends PivotRuntime {
  /** @throws VERB_UNKNOWN */
  verb(name: string): VerbTarget;
  /** A fresh memo, bounds and list of providers that are off: one per run. @throws SESSION_CLOSED, OPTIONS_INVALID */
  createContext(options: ContextOptions): RunContext;
  /** Shows a table to the person at the terminal. */
  show(table: Table<object>, options: ShowOptions): void;
}

export interface ShowOptions {
  readonly title?: string;
  readonly columns?: readonly string[];
  /** Rows shown. Default: 10. */
  readonly rows?: number;
}
