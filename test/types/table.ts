import { count as count_, listOf, max, sum, Table, type Cell, type Row } from '../../core/src/table/index.ts';

// What must compile, and (marked) what must not. Checked by `tsc -p tsconfig.json`; never run.

interface Flow {
  readonly source: string;
  readonly bytes: number;
  readonly at: Date | null;
}
interface Owner {
  readonly ip: string;
  readonly name: string;
}

declare const flows: Table<Flow>;
declare const owners: Table<Owner>;
declare const untyped: Table;

declare function takesAny(table: Table<object>): void;
takesAny(flows);
takesAny(untyped);

export const source: string = flows.cell(0, 'source');
export const bytes: number[] = flows.cells('bytes');
export const anyCell: Cell = untyped.cell(0, 'whatever');
export const untypedRow: Row = untyped.row(0);
// @ts-expect-error no such column
flows.cell(0, 'sourc');

export const selected: Table<{ readonly source: string }> = flows.select('source');
// @ts-expect-error no such column
flows.select('sorce');
// @ts-expect-error the column is not selected
selected.cell(0, 'bytes');
untyped.select('a', 'b');

flows.filter((row) => row.bytes > 10 && row.source !== '');
// @ts-expect-error no such column
flows.filter((row) => row.byte > 10);
export const timed: Table<Flow & { readonly at: Date }> = flows.filter(
  (row): row is Flow & { readonly at: Date } => row.at !== null,
);

flows.sort('bytes', { column: 'at', descending: true, nulls: 'first' });
// @ts-expect-error no such column
flows.sort({ column: 'byts' });

const joined = flows.join(owners, { left: 'source', right: 'ip' });
export const name: string | null = joined.cell(0, 'name');
export const kept: string = joined.cell(0, 'source');
// @ts-expect-error a left join may find no owner
export const nameAlways: string = joined.cell(0, 'name');
export const inner: string = flows.join(owners, { left: 'source', right: 'ip', how: 'inner' }).cell(0, 'name');
export const outer: number | null = flows.join(owners, { left: 'source', right: 'ip', how: 'outer' }).cell(0, 'bytes');
// @ts-expect-error an outer join may find no flow
export const outerBytes: number = flows.join(owners, { left: 'source', right: 'ip', how: 'outer' }).cell(0, 'bytes');
export const prefixed: string | null = flows
  .join(owners, { left: 'source', right: 'ip', prefix: 'owner.' })
  .cell(0, 'owner.name');
// @ts-expect-error no such column on the right
flows.join(owners, { left: 'source', right: 'address' });
// @ts-expect-error no column of that name on both sides
flows.join(owners, { on: 'source' });
const shared = owners.join(Table.fromRows([{ ip: '192.0.2.1', asn: 1 }]), { on: 'ip', how: 'outer' });
export const key: string = shared.cell(0, 'ip');
export const asn: number | null = shared.cell(0, 'asn');
untyped.join(owners, { left: 'address', right: 'ip' });

const columns = Table.fromColumns({ ip: ['a', 'b'], count: new Float64Array(2) });
export const count: number = columns.cell(0, 'count');

export const dropped: Table<{ readonly bytes: number; readonly at: Date | null }> = flows.drop('source');
// @ts-expect-error no such column
flows.drop('nothing');
export const renamed: number = flows.rename({ bytes: 'sent' }).cell(0, 'sent');
// @ts-expect-error no such column
flows.rename({ byts: 'sent' });
// @ts-expect-error one right name does not excuse a wrong one
flows.rename({ bytes: 'sent', byts: 'x' });
untyped.rename({ anything: 'else' });

const derived = flows.derive({
  kib: (row) => row.bytes / 1024,
  none: () => undefined,
  late: (row) => row.at?.getTime(),
});
export const kib: number = derived.cell(0, 'kib');
export const late: number | null = derived.cell(0, 'late');
// @ts-expect-error undefined cells are null
export const lateAlways: number = derived.cell(0, 'late');
export const replaced: string = flows
  .derive({ bytes: (row) => String(row.bytes) }, { overwrite: true })
  .cell(0, 'bytes');
export const readTime: Date = owners.retype({ name: 'time' }).cell(0, 'name');

flows.distinct('source').slice(1, -1).head(3).concat(flows);
// @ts-expect-error other columns
flows.concat(owners);
export const filled: string | null = flows.concatFill(owners).cell(0, 'name');
flows.filterBy('bytes', (cell) => cell > 10);
untyped.filterBy('x', (cell) => cell !== null);

const summary = flows
  .groupBy('source')
  .summarize({ n: count_(), total: sum('bytes'), last: max('at'), all: listOf('bytes') });
export const total: number = summary.cell(0, 'total');
export const latest: Date | null = summary.cell(0, 'last');
export const all: number[] = summary.cell(0, 'all');
export const group: string = summary.cell(0, 'source');
// @ts-expect-error no such column
flows.groupBy('source').summarize({ total: sum('byts') });
// @ts-expect-error not in the summary
summary.cell(0, 'bytes');
untyped.groupBy('a').summarize({ total: sum('b') });

declare const tagged: Table<{ readonly tags: readonly string[] | null; readonly n: number }>;
export const tag: string | null = tagged.explode('tags').cell(0, 'tags');
