import { PivotKitError } from '../../error/pivotkit-error.ts';
import { tableStep } from '../../pipeline/table-step.ts';
import { afterAdding } from '../../pipeline/columns-after.ts';
import type { Step } from '../../pipeline/step.ts';
import { showCell, type Cell, type Row, type Table } from '../../table/index.ts';
import type { Path } from '../document.ts';
import { compileExpression, ExpressionFault, type Expression } from '../expression/expression.ts';
import type { StepOf } from '../schema.ts';
import { StepFault, type StepContext } from './context.ts';

/** Rows for which the expression is true; null and false drop the row. */
export function filterStep({ filter }: StepOf<'filter'>, context: StepContext): Step {
  const text = String(filter);
  check(text, ['filter'], context);
  return tableStep({
    kind: 'filter',
    text: `filter ${text.trim().replaceAll(/\s+/g, ' ')}`,
    streamable: true,
    apply(table) {
      const expression = compile(text, table, context);
      return rowsOf(table).filter((row, i) => isTrue(valueOf(expression, row, i), text, i));
    },
  });
}

/** New columns, each from an expression over the row as it was before. */
export function deriveStep({ derive, overwrite = false }: StepOf<'derive'>, context: StepContext): Step {
  const texts = Object.entries(derive).map(([name, text]) => [name, String(text)] as const);
  for (const [name, text] of texts) check(text, ['derive', name], context);
  const names = Object.keys(derive);
  const text = `derive ${names.join(', ')}`;
  return tableStep({
    kind: 'derive',
    text,
    streamable: true,
    after: (columns) => afterAdding(columns, names, { text, overwrite }),
    apply(table) {
      const columns = texts.map(([name, each]) => {
        const expression = compile(each, table, context);
        return [name, (row: Row, i: number) => valueOf(expression, row, i)] as const;
      });
      return rowsOf(table).derive(Object.fromEntries(columns), { overwrite });
    },
  });
}

function check(text: string, path: Path, { columns, parameters }: StepContext): void {
  try {
    compileExpression(text, { columns, parameters });
  } catch (cause) {
    if (cause instanceof ExpressionFault) throw new StepFault(cause.message, path, cause.offset);
    throw cause;
  }
}

/** Anew for the table at hand, whose columns may have been unknown before. */
const compile = (text: string, table: Table<object>, { parameters }: StepContext): Expression =>
  compileExpression(text, { columns: table.columnNames, parameters });

/** Rows are read by name only, whatever type they have. */
const rowsOf = (table: Table<object>): Table<Row> => table as Table<Row>;

function valueOf(expression: Expression, row: Row, i: number): Cell {
  try {
    return expression.evaluate((column) => row[column] ?? null);
  } catch (cause) {
    if (!(cause instanceof ExpressionFault)) throw cause;
    const problem = `${cause.message}, in row ${i} (counted from 0)`;
    throw new PivotKitError('STEP_FAILED', { name: expression.text, problem }, { cause });
  }
}

function isTrue(value: Cell, text: string, i: number): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  const problem = `it gives ${showCell(value)} in row ${i} (counted from 0), which is neither true nor false`;
  throw new PivotKitError('STEP_FAILED', { name: text, problem });
}
