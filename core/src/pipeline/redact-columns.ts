import type { Redactor } from '../io/redact.ts';
import { Table, vectorOf, type Column, type Vector } from '../table/index.ts';

/**
 * Takes secrets out of the columns that a plugin made; the others are evidence and stay as they came.
 * Rows: n → n, order kept.
 */
export function redactColumns(table: Table<object>, made: readonly string[], redactor: Redactor): Table<object> {
  const columns = table.columnNames.map((name) => {
    const column: Column = table.column(name);
    return [name, made.includes(name) ? redacted(column, redactor) : column] as const;
  });
  return columns.every(([name, column]) => column === table.column(name)) ? table : Table.of(columns);
}

/** The column itself where no secret is in it. */
function redacted(column: Column, redactor: Redactor): Column {
  const vector = redactedVector(column.vector, redactor);
  return vector === column.vector ? column : { ...column, vector };
}

function redactedVector(vector: Vector, redactor: Redactor): Vector {
  if (vector.kind === 'cells') {
    const cells = redactor.value(vector.cells);
    return cells === vector.cells ? vector : { ...vector, cells };
  }
  if (vector.kind !== 'text') return vector;
  const values = redactor.value(vector.values);
  if (values === vector.values) return vector;
  // Built anew, because a dictionary names each text once.
  return vectorOf(
    'text',
    Array.from(vector.codes, (code) => (code === 0 ? null : values[code - 1])),
  );
}
