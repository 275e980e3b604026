import { Table, type Cell, type Column, type ColumnSpec, type RowOf, type Vector } from '@pivotkit/core';
import type { AuditEvent } from './assemble.ts';
import { NumberList, TextList } from './cell-lists.ts';
import { auditColumns } from './columns.ts';
import { argumentsOf } from './decode.ts';
import { fieldColumns } from './field-kinds.ts';
import { parseAuditFields } from './parse-line.ts';
import type { Place } from './place.ts';
import { RecordReader, type Fields } from './read-record.ts';

export type AuditRow = RowOf<typeof auditColumns>;

const ids = new Set(['auid', 'uid', 'euid', 'gid', 'egid', 'ses']);
const numbers = new Set(Object.entries(auditColumns).flatMap(([name, { type }]) => (type === 'number' ? [name] : [])));

/**
 * Takes events and gives their table. Cells are taken column by column as soon as an event is whole, so that it can be let
 * go; `paths` and `records` are read from the lines when somebody looks at them.
 */
export class EventColumns {
  readonly #eventTypes: ReadonlySet<string> | undefined;
  readonly #ids: (string | null)[] = [];
  readonly #times: number[] = [];
  readonly #names = new TextList();
  readonly #nodes = new TextList();
  readonly #problems = new TextList();
  readonly #types: (readonly string[])[] = [];
  readonly #cmdlines: (string | null)[] = [];
  readonly #args: (readonly string[] | null)[] = [];
  readonly #records: (readonly Place[])[] = [];
  readonly #ofFields = fieldColumns.map((name) =>
    numbers.has(name) ? new NumberList({ isId: ids.has(name) }) : new TextList(),
  );

  /** With types only events of these are taken. */
  constructor(eventTypes?: readonly string[]) {
    this.#eventTypes = eventTypes && new Set(eventTypes);
  }

  get size(): number {
    return this.#ids.length;
  }

  push(event: AuditEvent): void {
    const { id, time, node, problem, records, texts } = event;
    const types = records.map(({ type }) => type);
    const args = argsOf(event);
    const name = args !== null && types.includes('SYSCALL') ? 'SYSCALL_EXECVE' : (types[0] ?? null);
    if (this.#eventTypes !== undefined && (name === null || !this.#eventTypes.has(name))) return;
    this.#ids.push(problem === null ? id : null);
    this.#times.push(time);
    this.#names.push(name);
    this.#nodes.push(node ?? null);
    this.#problems.push(problem);
    this.#types.push(types);
    this.#cmdlines.push(args === null ? null : args.join(' '));
    this.#args.push(args);
    this.#records.push(records);
    for (let slot = 0; slot < texts.length; slot++) this.#ofFields[slot]?.push(texts[slot] ?? null);
  }

  /** Rows: e events → e, in the order in which they came. */
  table(): Table<AuditRow> {
    const records = this.#records;
    const paths = once(() => pathsOf(records));
    const cells = (list: readonly Cell[]) => () => ({ kind: 'cells', cells: list }) as const;
    const made = new Map<string, () => Vector>(
      Object.entries({
        mssg_id: cells(this.#ids),
        TimeGenerated: () => ({ kind: 'time', times: Float64Array.from(this.#times) }),
        EventType: () => this.#names.vector(),
        Computer: () => this.#nodes.vector(),
        types: cells(this.#types),
        cmdline: cells(this.#cmdlines),
        args: cells(this.#args),
        paths: () => ({ kind: 'cells', cells: paths() }),
        records: () => ({ kind: 'cells', cells: recordsOf(records, paths()) }),
        problem: () => this.#problems.vector(),
      }),
    );
    this.#ofFields.forEach((list, slot) => made.set(fieldColumns[slot] ?? '', () => list.vector()));
    const columns = Object.entries(auditColumns).flatMap(([name, spec]): [string, Column][] => {
      const make = made.get(name);
      return make === undefined ? [] : [[name, lateColumn(spec, make)]];
    });
    return new Table({ size: this.size, columns: new Map(columns) });
  }
}

/** A column whose cells are made when somebody looks at them. */
function lateColumn(spec: ColumnSpec, make: () => Vector): Column {
  const vector = once(make);
  return {
    spec,
    get vector() {
      return vector();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

type Records = readonly (readonly Place[])[];

function pathsOf(records: Records): Fields[][] {
  const reader = new RecordReader();
  return records.map((places) => places.filter(({ type }) => type === 'PATH').map((place) => reader.fieldsOf(place)));
}

/** What `paths` holds is shared. */
function recordsOf(
  records: Records,
  paths: readonly (readonly Fields[])[],
): { readonly type: string; readonly fields: Fields }[][] {
  const reader = new RecordReader();
  return records.map((places, row) => {
    let path = 0;
    return places.map((place) => {
      const known = place.type === 'PATH' ? paths[row]?.[path++] : undefined;
      return { type: place.type, fields: known ?? reader.fieldsOf(place) };
    });
  });
}

/** Arguments of a program that was started; null where none was. */
function argsOf({ records, args, hasOddArguments }: AuditEvent): readonly string[] | null {
  const execs = records.filter(({ type }) => type === 'EXECVE');
  if (execs.length === 0) return null;
  return hasOddArguments ? argumentsOf(execs.flatMap(({ line, from }) => parseAuditFields(line, from))) : args;
}
