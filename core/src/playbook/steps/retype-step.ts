import { tableStep } from '../../pipeline/table-step.ts';
import type { Step } from '../../pipeline/step.ts';
import type { Row, Table } from '../../table/index.ts';
import type { StepOf } from '../schema.ts';

/** Columns as other types; a cell that cannot be of the type is an error. Rows: n → n, order kept. */
export function retypeStep({ retype }: StepOf<'retype'>): Step {
  const needs = Object.keys(retype);
  const apply = (table: Table<object>): Table<object> => (table as Table<Row>).retype(retype);
  return tableStep({ kind: 'retype', text: `retype ${needs.join(', ')}`, needs, streamable: true, apply });
}
