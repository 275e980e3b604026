import { ColumnBuilder } from './column-builder.ts';
import type { ColumnType } from './column-spec.ts';
import type { Vector } from './vector.ts';

/**
 * The values as a vector of the type; undefined is null, texts are read as the type.
 * @throws TABLE_CELL_INVALID when a value is not of the type.
 */
export function vectorOf(type: ColumnType, values: Iterable<unknown>): Vector {
  if (type === 'number' && values instanceof Float64Array) return { kind: 'number', numbers: values.slice() };
  const builder = new ColumnBuilder({ type });
  for (const value of values) builder.push(value);
  return builder.build();
}
