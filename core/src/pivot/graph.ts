import { noRow, vectorReader, type Column, type Table } from '../table/index.ts';
import { isPivotRun, type Lookup, type PivotRun } from './lookup.ts';

/** One entity of an investigation. Nodes are told apart by kind and key, never by a display name. */
export interface GraphNode {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
}

/** "Asking `pivot` about `source` named `target` in `column`." */
export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly pivot: string;
  readonly column: string;
  /** Rows of the table that show this edge. */
  readonly rows: number;
}

export interface EntityGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * The entities that pivots asked about and named in a table, and how one led to the other. Only what is in the table's
 * rows counts: filter first to see less.
 */
export function entityGraph(table: Table<object>): EntityGraph {
  const graph = new GraphBuilder();
  const seenRuns = new Set<PivotRun>();
  for (const name of table.columnNames) {
    const column = table.column(name);
    const run = column.origin?.source;
    if (!isPivotRun(run)) continue;
    if (!seenRuns.has(run)) addAsked(graph, run, column);
    seenRuns.add(run);
    addNamed(graph, run, name, column);
  }
  return graph.done();
}

/** A node for each entity asked about, whether or not there was an answer. */
function addAsked(graph: GraphBuilder, run: PivotRun, { origin }: Column): void {
  for (const code of new Set(origin?.codes)) {
    const key = lookupAt(run, code)?.key;
    if (key !== undefined) graph.node(run.kind, key);
  }
}

/** An edge for each row of a column whose cells name entities. */
function addNamed(graph: GraphBuilder, run: PivotRun, name: string, column: Column): void {
  const kind = column.spec.entity;
  if (kind === undefined) return;
  const read = vectorReader(column.vector);
  const codes = column.origin?.codes ?? new Uint32Array();
  for (let row = 0; row < codes.length; row++) {
    const source = lookupAt(run, codes[row] ?? 0)?.key;
    const target = read(row);
    if (source === undefined || typeof target !== 'string') continue;
    graph.edge(graph.node(run.kind, source), graph.node(kind, target), run.pivot, name);
  }
}

const lookupAt = (run: PivotRun, code: number): Lookup | undefined =>
  code === 0 || code === noRow ? undefined : run.lookups[code - 1];

class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  node(kind: string, key: string): string {
    const id = `${kind}:${key}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, key });
    return id;
  }

  edge(source: string, target: string, pivot: string, column: string): void {
    const id = JSON.stringify([source, target, pivot, column]);
    const rows = (this.#edges.get(id)?.rows ?? 0) + 1;
    this.#edges.set(id, { source, target, pivot, column, rows });
  }

  done(): EntityGraph {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }
}
