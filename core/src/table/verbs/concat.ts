import { alsoNullWhen, type ColumnSpec } from '../column-spec.ts';
import type { Column } from '../column.ts';
import { originJoiner } from '../concat-origins.ts';
import { concatVectors, holdsNothing, nullVector } from '../concat-vectors.ts';
import { columnMissing, columnarOf, withoutIndex, type Columnar } from '../columnar.ts';
import { concatMarks } from '../marks.ts';

export interface ConcatOptions {
  /** Whether a column that some tables lack is null there; default: an error. */
  readonly fill?: boolean;
}

const lacking = 'the rows come from a table without the column';

/**
 * The rows of all tables, one after the other, under the columns of the first (and with `fill` those of the
 * others behind). Rows: n + m, order kept. A column of different types becomes `any`; what the first says of it stays.
 * @throws TABLE_COLUMN_MISSING when a table lacks a column, or has one more, and `fill` is not asked for.
 */
export function concat(columnars: readonly Columnar[], options: ConcatOptions = {}): Columnar {
  const whole = columnars.map(withoutIndex);
  const names = [...new Set(whole.flatMap((columnar) => [...columnar.columns.keys()]))];
  if (options.fill !== true) requireSameColumns(whole, names);
  const joinOrigins = originJoiner(whole.map((columnar) => columnar.size));
  return columnarOf(new Map(names.map((name) => [name, concatColumn(whole, name, joinOrigins)])));
}

function requireSameColumns(columnars: readonly Columnar[], names: readonly string[]): void {
  for (const [i, columnar] of columnars.entries()) {
    const missing = names.find((name) => !columnar.columns.has(name));
    if (missing !== undefined)
      throw columnMissing(missing, columnar.columns.keys(), ` in table ${i + 1} of ${columnars.length}`);
  }
}

function concatColumn(
  columnars: readonly Columnar[],
  name: string,
  joinOrigins: ReturnType<typeof originJoiner>,
): Column {
  const columns = columnars.map((columnar) => columnar.columns.get(name));
  const known = columns.filter((column) => column !== undefined);
  const kind = known[0]?.vector.kind ?? 'cells';
  const vector = concatVectors(columns.map((column, i) => column?.vector ?? nullVector(kind, columnars[i]?.size ?? 0)));
  const typed = known.filter((column) => !holdsNothing(column.vector));
  const spec = commonSpec(
    known.map((column) => column.spec),
    typed.map((column) => column.spec),
  );
  const origin = joinOrigins(columns.map((column) => column?.origin));
  const sizes = columnars.map(({ size }) => size);
  const marks = concatMarks(
    columns.map((column) => column?.marks),
    sizes,
  );
  const said = known.length < columns.length ? alsoNullWhen(spec, lacking) : spec;
  return { spec: said, vector, ...(origin && { origin }), ...(marks && { marks }) };
}

/** What the first says; the type is that of all columns with a cell that is not null. */
function commonSpec(specs: readonly ColumnSpec[], typed: readonly ColumnSpec[]): ColumnSpec {
  const [first = { type: 'any', description: '' }, ...others] = specs;
  const [type = first.type, ...otherTypes] = new Set(typed.map((spec) => spec.type));
  const rules = others.flatMap((spec) => spec.nullWhen ?? []);
  return rules.reduce(alsoNullWhen, { ...first, type: otherTypes.length === 0 ? type : 'any' });
}
