import { columnMissing, type Table } from '../table/index.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { Step } from './step.ts';

export interface TableStepOptions {
  readonly kind: string;
  readonly text: string;
  /** Columns the step reads. */
  readonly needs?: readonly string[];
  /** True when the rows of a batch need nothing of other batches. */
  readonly streamable: boolean;
  /** Columns after the step. Default: those before. */
  readonly after?: (columns: readonly string[]) => readonly string[] | undefined;
  readonly apply: (table: Table<object>) => Table<object>;
}

/** A step that is one verb of the table. What a function of the user's throws becomes STEP_FAILED with its cause. */
export function tableStep({ kind, text, needs = [], streamable, after, apply }: TableStepOptions): Step {
  return {
    kind,
    text,
    streamable,
    columnsAfter(columns) {
      if (columns === undefined) return undefined;
      const missing = needs.find((name) => !columns.includes(name));
      if (missing !== undefined) throw columnMissing(missing, columns, ` for ${text}`);
      return after === undefined ? columns : after(columns);
    },
    apply(table) {
      try {
        return apply(table);
      } catch (cause) {
        if (PivotKitError.is(cause)) throw cause;
        const problem = messageOf(cause);
        throw new PivotKitError('STEP_FAILED', { name: text, problem }, { cause });
      }
    },
  };
}
