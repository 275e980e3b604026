import type { Work } from '@pivotkit/core';
import { addDifference, asCounted, type Metric, type Points } from './points.ts';
import { selectNth } from './select-nth.ts';

/** Points that are looked at one by one. */
const leafSize = 12;

/** What a tree counts as near: `distance` is inclusive. */
export interface Nearness {
  readonly distance: number;
  readonly metric: Metric;
}

/**
 * A k-d tree (Bentley 1975) with the bounding box of every node: a node that is wholly near is counted or taken without
 * a look at its points, one that is wholly far is passed over. Points that were taken are gone, so that taking the
 * neighbours of all points of a cluster costs each of them once.
 */
export class PointTree {
  readonly #metric: Metric;
  readonly #limit: number;
  readonly #dimensions: number;
  /** In the order of the tree. */
  readonly #coordinates: Float64Array;
  readonly #weights: Uint32Array;
  readonly #order: Uint32Array;
  readonly #nodes: Nodes;
  /** Points of each node that were not taken. */
  readonly #left: Uint32Array;
  readonly #taken: Uint8Array;
  #query: Float64Array;

  private constructor(points: Points, order: Uint32Array, nodes: Nodes, near: Nearness) {
    this.#metric = near.metric;
    this.#limit = asCounted(near.metric, near.distance);
    this.#dimensions = points.dimensions;
    this.#order = order;
    this.#nodes = nodes;
    this.#coordinates = inOrder(points, order);
    this.#weights = order.map((point) => points.weights[point] ?? 0);
    this.#left = nodes.end.map((end, node) => end - (nodes.start[node] ?? 0));
    this.#taken = new Uint8Array(points.size);
    this.#query = new Float64Array(points.dimensions);
  }

  static *of(points: Points, near: Nearness): Work<PointTree> {
    const order = Uint32Array.from({ length: points.size }, (_, i) => i);
    const nodes = yield* buildNodes(points, order);
    return new PointTree(points, order, nodes, near);
  }

  /** Whether the points near `point` (a view of coordinates), itself included, weigh `enough`. */
  weighs(point: Float64Array, enough: number): boolean {
    this.#query = point;
    return this.#weigh(0, 0, enough) >= enough;
  }

  /** Takes the points near `point` that are left, and hands each to `use`. */
  takeNear(point: Float64Array, use: (point: number) => void): void {
    this.#query = point;
    this.#take(0, use);
  }

  #weigh(node: number, sum: number, enough: number): number {
    if (this.#least(node) > this.#limit) return sum;
    if (this.#greatest(node) <= this.#limit) return sum + (this.#nodes.weight[node] ?? 0);
    const child = this.#nodes.child[node] ?? 0;
    if (child === 0) return this.#weighLeaf(node, sum);
    const first = this.#weigh(child, sum, enough);
    return first >= enough ? first : this.#weigh(child + 1, first, enough);
  }

  #weighLeaf(node: number, sum: number): number {
    let total = sum;
    const end = this.#nodes.end[node] ?? 0;
    for (let i = this.#nodes.start[node] ?? 0; i < end; i++) if (this.#isNear(i)) total += this.#weights[i] ?? 0;
    return total;
  }

  /** How many were taken. */
  #take(node: number, use: (point: number) => void): number {
    const left = this.#left[node] ?? 0;
    if (left === 0 || this.#least(node) > this.#limit) return 0;
    const child = this.#nodes.child[node] ?? 0;
    const taken = child === 0 ? this.#takeLeaf(node, use) : this.#take(child, use) + this.#take(child + 1, use);
    this.#left[node] = left - taken;
    return taken;
  }

  #takeLeaf(node: number, use: (point: number) => void): number {
    let taken = 0;
    const end = this.#nodes.end[node] ?? 0;
    for (let i = this.#nodes.start[node] ?? 0; i < end; i++) {
      if (this.#taken[i] === 1 || !this.#isNear(i)) continue;
      this.#taken[i] = 1;
      taken++;
      use(this.#order[i] ?? 0);
    }
    return taken;
  }

  #isNear(i: number): boolean {
    let sum = 0;
    const start = i * this.#dimensions;
    for (let d = 0; d < this.#dimensions; d++)
      sum = addDifference(this.#metric, sum, (this.#query[d] ?? 0) - (this.#coordinates[start + d] ?? 0));
    return sum <= this.#limit;
  }

  /** Distance to the nearest place in the box of a node. Rounding is monotone: no point in it can come out nearer. */
  #least(node: number): number {
    let sum = 0;
    for (let d = 0, at = 2 * node * this.#dimensions; d < this.#dimensions; d++, at += 2) {
      const place = this.#query[d] ?? 0;
      const low = this.#nodes.boxes[at] ?? 0;
      const high = this.#nodes.boxes[at + 1] ?? 0;
      const difference = place < low ? place - low : place > high ? place - high : 0;
      sum = addDifference(this.#metric, sum, difference);
    }
    return sum;
  }

  /** Distance to the farthest place in the box of a node. */
  #greatest(node: number): number {
    let sum = 0;
    for (let d = 0, at = 2 * node * this.#dimensions; d < this.#dimensions; d++, at += 2) {
      const place = this.#query[d] ?? 0;
      const below = place - (this.#nodes.boxes[at] ?? 0);
      const above = (this.#nodes.boxes[at + 1] ?? 0) - place;
      sum = addDifference(this.#metric, sum, Math.max(below, above));
    }
    return sum;
  }
}

/** Nodes by number, the root being 0: the points from `start` to `end`, two children from `child` on or none (0). */
interface Nodes {
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly child: Uint32Array;
  /** Sum of the weights of the points. */
  readonly weight: Float64Array;
  /** Least and greatest coordinate for each dimension. */
  readonly boxes: Float64Array;
}

function* buildNodes(points: Points, order: Uint32Array): Work<Nodes> {
  const nodes = emptyNodes(points);
  nodes.end[0] = points.size;
  let count = 1;
  for (let node = 0; node < count; node++) {
    const start = nodes.start[node] ?? 0;
    const end = nodes.end[node] ?? 0;
    measure(points, order, nodes, node);
    if (end - start <= leafSize) continue;
    const middle = (start + end) >>> 1;
    const dimension = widest(nodes.boxes, node, points.dimensions);
    const keyOf = (point: number): number => points.coordinates[point * points.dimensions + dimension] ?? 0;
    selectNth(order, middle, { first: start, last: end - 1 }, keyOf);
    nodes.child[node] = count;
    [nodes.start[count], nodes.end[count]] = [start, middle];
    [nodes.start[count + 1], nodes.end[count + 1]] = [middle, end];
    count += 2;
    if (node % 256 === 0 || end - start > 8_192) yield [count, nodes.start.length];
  }
  return nodes;
}

function emptyNodes({ size, dimensions }: Points): Nodes {
  // Halving down to leaves gives fewer than two leaves for each `leafSize` points.
  const most = 4 * Math.ceil(size / leafSize) + 1;
  return {
    start: new Uint32Array(most),
    end: new Uint32Array(most),
    child: new Uint32Array(most),
    weight: new Float64Array(most),
    boxes: new Float64Array(2 * dimensions * most),
  };
}

/** Box and weight of a node. */
function measure({ coordinates, weights, dimensions }: Points, order: Uint32Array, nodes: Nodes, node: number): void {
  const end = nodes.end[node] ?? 0;
  const box = nodes.boxes.subarray(2 * node * dimensions, 2 * (node + 1) * dimensions);
  for (let d = 0; d < dimensions; d++) [box[2 * d], box[2 * d + 1]] = [Infinity, -Infinity];
  let weight = 0;
  for (let i = nodes.start[node] ?? 0; i < end; i++) {
    const point = order[i] ?? 0;
    weight += weights[point] ?? 0;
    for (let d = 0; d < dimensions; d++) {
      const place = coordinates[point * dimensions + d] ?? 0;
      if (place < (box[2 * d] ?? 0)) box[2 * d] = place;
      if (place > (box[2 * d + 1] ?? 0)) box[2 * d + 1] = place;
    }
  }
  nodes.weight[node] = weight;
}

function widest(boxes: Float64Array, node: number, dimensions: number): number {
  let [best, bestWidth] = [0, -1];
  for (let d = 0, at = 2 * node * dimensions; d < dimensions; d++, at += 2) {
    const width = (boxes[at + 1] ?? 0) - (boxes[at] ?? 0);
    if (width > bestWidth) [best, bestWidth] = [d, width];
  }
  return best;
}

function inOrder({ coordinates, dimensions }: Points, order: Uint32Array): Float64Array {
  const ordered = new Float64Array(coordinates.length);
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] ?? 0) * dimensions;
    for (let d = 0; d < dimensions; d++) ordered[i * dimensions + d] = coordinates[from + d] ?? 0;
  }
  return ordered;
}
