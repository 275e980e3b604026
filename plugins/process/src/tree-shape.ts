import { none, type Links } from './link-parents.ts';

/** Where each node stands in its tree. Nodes that are recorded again stand where the first of them stands. */
export interface TreeShape {
  /** Place among all by time, those inferred last. */
  readonly positions: Uint32Array;
  /** 1 for roots, 2 for their children … */
  readonly levels: Uint32Array;
  /** Number of children. */
  readonly childCounts: Uint32Array;
  /** Nodes with each directly before its children, roots and siblings by position. */
  readonly treeOrder: Uint32Array;
}

export function shapeOf({ parents, order, canonical }: Links): TreeShape {
  const positions = new Uint32Array(parents.length);
  for (let at = 0; at < order.length; at++) positions[order[at] ?? 0] = at;
  const { starts, children } = childrenOf(parents, order);
  const childCounts = new Uint32Array(parents.length);
  for (let node = 0; node < parents.length; node++) {
    const parent = parents[node] ?? none;
    if (parent !== none && canonical[node] === node) childCounts[parent] = (childCounts[parent] ?? 0) + 1;
  }
  const levels = new Uint32Array(parents.length);
  const treeOrder = walk(parents, order, { starts, children, levels });
  return { positions, levels, childCounts, treeOrder };
}

/** The children of node n are `children[starts[n]]` up to before `children[starts[n + 1]]`, in `order`. */
export interface Children {
  readonly starts: Uint32Array;
  readonly children: Uint32Array;
}

export function childrenOf(parents: Int32Array, order: Uint32Array): Children {
  const starts = new Uint32Array(parents.length + 1);
  for (const parent of parents) if (parent !== none) starts[parent + 1] = (starts[parent + 1] ?? 0) + 1;
  for (let node = 0; node < parents.length; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const children = new Uint32Array(starts[parents.length] ?? 0);
  for (const node of order) {
    const parent = parents[node] ?? none;
    if (parent === none) continue;
    const at = next[parent] ?? 0;
    children[at] = node;
    next[parent] = at + 1;
  }
  return { starts, children };
}

interface Walk extends Children {
  readonly levels: Uint32Array;
}

/** Depth first, with a stack of its own: chains are longer than the call stack. */
function walk(parents: Int32Array, order: Uint32Array, { starts, children, levels }: Walk): Uint32Array {
  const visited = new Uint32Array(parents.length);
  let size = 0;
  const waiting: number[] = [];
  for (const root of order) {
    if (parents[root] !== none) continue;
    waiting.push(root);
    while (waiting.length > 0) {
      const node = waiting.pop() ?? 0;
      visited[size++] = node;
      const parent = parents[node] ?? none;
      levels[node] = parent === none ? 1 : (levels[parent] ?? 0) + 1;
      for (let at = (starts[node + 1] ?? 0) - 1; at >= (starts[node] ?? 0); at--) waiting.push(children[at] ?? 0);
    }
  }
  return visited;
}
