import type { Redactor } from '../io/redact.ts';
import { Table, vectorOf, type Column, type Vector } from '../table/index.ts';

/**
 * Takes secrets out of the columns that a plugin made; the others are evidence and stay as they came. A column is looked
 * through when it is first read, so that one which a plugin makes when it is read is not made before.
 * Rows: n → n, order kept.
 */
export function redactColumns(table: Table<object>, made: readonly string[], redactor: Redactor): Table<object> {
  const columns = table.columnNames.map((name): [string, Column] => {
    const column: Column = table.column(name);
    return [name, made.includes(name) ? redacted(column, redactor) : column];
  });
  return new Table({ size: table.size, columns: new Map(columns) });
}

function redacted(column: Column, redactor: Redactor): Column {
  let vector: Vector | undefined;
  return {
    spec: column.spec,
    ...(column.origin !== undefined && { origin: column.origin }),
    ...(column.marks !== undefined && { marks: column.marks }),
    get vector() {
      return (vector ??= redactedVector(column.vector, redactor));
    },
  };
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
