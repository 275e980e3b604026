import { afterJoining, joinKeys } from '../../pipeline/columns-after.ts';
import type { Step } from '../../pipeline/step.ts';
import { columnMissing, type JoinOptions } from '../../table/index.ts';
import type { StepOf } from '../schema.ts';
import type { RightTable } from '../tables.ts';
import { defined } from '../defined.ts';
import { StepFault, type StepContext } from './context.ts';
import { listed } from './listed.ts';

/** The columns of another table's rows with the same key: a file, or the rows of an earlier pipeline. */
export function joinStep({ join }: StepOf<'join'>, context: StepContext): Step {
  const right = rightTable(join, context);
  const options = joinOptions(join);
  const needs = joinKeys(options);
  const text = `join ${right.text} by ${needs.join(', ')}`;
  const keys = listed(options.on ?? options.right ?? []);
  const chosen = join.columns === undefined ? undefined : [...new Set([...keys, ...join.columns])];
  return {
    kind: 'join',
    text,
    // Rows that only the right has come once, after all of the left.
    streamable: join.how === undefined || join.how === 'left' || join.how === 'inner',
    columnsAfter(columns) {
      const missing = columns && needs.find((name) => !columns.includes(name));
      if (columns && missing !== undefined) throw columnMissing(missing, columns, ` for ${text}`);
      const rightColumns = right.columns && selected(right.columns, chosen, text);
      return columns && rightColumns && afterJoining(columns, rightColumns, options, text);
    },
    async apply(table) {
      const whole = await right.read();
      return table.join(chosen === undefined ? whole : whole.select(...chosen), options as never);
    },
  };
}

function selected(columns: readonly string[], chosen: readonly string[] | undefined, text: string): readonly string[] {
  const missing = chosen?.find((name) => !columns.includes(name));
  if (missing !== undefined) throw columnMissing(missing, columns, ` in the right table of ${text}`);
  return chosen ?? columns;
}

function rightTable({ file, from, format, types }: StepOf<'join'>['join'], context: StepContext): RightTable {
  if ((file === undefined) === (from === undefined))
    throw new StepFault("it needs either 'file' or 'from': where the right table comes from", ['join']);
  if (from !== undefined) return context.rowsOf(from);
  return context.rowsIn(file ?? '', defined({ format, types }));
}

function joinOptions(join: StepOf<'join'>['join']): JoinOptions {
  const { on, left, right, how, matches, prefix, suffix, ignoreCase } = join;
  const settings = defined({ how, matches, prefix, suffix, ignoreCase });
  if (on !== undefined && left === undefined && right === undefined) return { on, ...settings };
  if (on === undefined && left !== undefined && right !== undefined) return { left, right, ...settings };
  throw new StepFault("it needs key columns: 'on', or 'left' and 'right'", ['join']);
}
