import { Table, vectorOf, type Column, type RowOf, type Vector } from '@pivotkit/core';
import { verbColumns } from './columns.ts';
import type { Ioc } from './types.ts';

interface Place {
  readonly row: number;
  readonly column: string;
  readonly text: string;
}

/** The rows that the verb gives, kept by column: to make an object of each would take as long as to find what is in it. */
export class FoundRows {
  readonly #iocs: Ioc[] = [];
  readonly #places: Place[] = [];

  add(iocs: readonly Ioc[], place: Place): void {
    for (const ioc of iocs) {
      this.#iocs.push(ioc);
      this.#places.push(place);
    }
  }

  /** `firstRow` is the number of the table's first row, where it is one of several. */
  table(firstRow: number): Table<RowOf<typeof verbColumns>> {
    return tableOf({
      IoCType: vectorOf(
        'text',
        this.#iocs.map(({ type }) => type),
      ),
      Observable: cells(this.#iocs, ({ observable }) => observable),
      SourceIndex: numbers(this.#places, ({ row }) => firstRow + row),
      Input: cells(this.#places, ({ text }) => text),
      Column: vectorOf(
        'text',
        this.#places.map(({ column }) => column),
      ),
      Start: numbers(this.#iocs, ({ start }) => start),
      Kind: vectorOf(
        'text',
        this.#iocs.map(({ kind }) => kind),
      ),
      IpAddress: cells(this.#iocs, keyOf('IpAddress')),
      Dns: cells(this.#iocs, keyOf('Dns')),
      Url: cells(this.#iocs, keyOf('Url')),
      FileHash: cells(this.#iocs, keyOf('FileHash')),
    });
  }
}

type Vectors = Readonly<Record<keyof typeof verbColumns, Vector>>;

function tableOf(vectors: Vectors): Table<RowOf<typeof verbColumns>> {
  const vectorsByName = new Map(Object.entries(vectors));
  const columns = Object.entries(verbColumns).flatMap(([name, spec]): [string, Column][] => {
    const vector = vectorsByName.get(name);
    return vector === undefined ? [] : [[name, { spec, vector }]];
  });
  return Table.of(columns);
}

const keyOf =
  (wanted: string) =>
  ({ kind, key }: Ioc): string | null =>
    kind === wanted ? (key ?? null) : null;

/** Most of these texts are different, so that a dictionary would cost more than it saves. */
const cells = <T>(list: readonly T[], cellOf: (one: T) => string | null): Vector => ({
  kind: 'cells',
  cells: list.map(cellOf),
});

function numbers<T>(list: readonly T[], numberOf: (one: T) => number): Vector {
  const all = new Float64Array(list.length);
  list.forEach((one, i) => (all[i] = numberOf(one)));
  return { kind: 'number', numbers: all };
}
