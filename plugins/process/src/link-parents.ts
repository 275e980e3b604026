import type { Work } from '@pivotkit/core';
import { PairCodes } from './codes.ts';
import type { Identity, ProcessRows } from './process-rows.ts';
import { ascending, rowNumbers } from './time-order.ts';

/** No node. */
export const none = -1;

/**
 * Processes and their parents as nodes: first those of the rows, in their order, then those inferred because somebody
 * names them as parent. There are no cycles.
 */
export interface Links {
  /** The parent of each node, or `none`. */
  readonly parents: Int32Array;
  /** Nodes by time, equal times in the order of the rows; inferred ones last. */
  readonly order: Uint32Array;
  readonly inferred: readonly Inferred[];
  /** The first row of the same process for one that is recorded again; else the node itself. */
  readonly canonical: Uint32Array;
}

/** A process that only others tell of. */
export interface Inferred {
  /** The node that names it, and whether as its parent or as its grandparent. */
  readonly namedBy: number;
  readonly as: 'parent' | 'grandparent';
  readonly ticks: number;
}

/** Finds the parent of every process. `exact`: parents are named with the time of their creation. */
export function* linkParents(rows: ProcessRows, exact: boolean): Work<Links> {
  yield [0, rows.size];
  return yield* new Linker(rows, exact).link();
}

/** Processes between two looks at the time. */
const nodesPerLook = 0x4000;

class Linker {
  readonly #rows: ProcessRows;
  readonly #exact: boolean;
  readonly #parents: Int32Array;
  readonly #canonical: Uint32Array;
  readonly #order: Uint32Array;
  readonly #inferred: Inferred[] = [];
  readonly #inferredParents: number[] = [];
  /** Host and id; with the name; with the time. */
  readonly #byId: PairCodes;
  readonly #byName: PairCodes;
  readonly #byTime = new PairCodes();
  /** Ids alone tell processes apart. */
  readonly #isOneHost: boolean;
  readonly #ticks = new Map<number, number>();
  readonly #nodeByTime: number[] = [];
  readonly #selfIds: Uint32Array;
  readonly #selfNames: Uint32Array;

  constructor(rows: ProcessRows, exact: boolean) {
    this.#rows = rows;
    this.#exact = exact;
    this.#parents = new Int32Array(rows.size).fill(none);
    this.#canonical = rowNumbers(rows.size);
    this.#order = ascending(rows.self.ticks);
    this.#isOneHost = rows.hosts.every((host) => host === rows.hosts[0]);
    this.#byId = new PairCodes(rows.ids.texts.length);
    this.#byName = new PairCodes(rows.size);
    this.#selfIds = this.#idKeys(rows.self);
    this.#selfNames = this.#nameKeys(rows.self, this.#selfIds);
  }

  *link(): Work<Links> {
    this.#findCanonical();
    const byGuid = this.#nodesByGuid();
    if (this.#exact) yield* this.#linkExactly(byGuid);
    else yield* this.#linkByTime(byGuid);
    const { size } = this.#rows;
    for (let node = 0; node < size; node++) this.#parents[node] = this.#parents[this.#canonical[node] ?? node] ?? none;
    const parents = new Int32Array(size + this.#inferred.length);
    parents.set(this.#parents);
    parents.set(this.#inferredParents, size);
    const canonical = rowNumbers(parents.length);
    canonical.set(this.#canonical);
    const order = rowNumbers(parents.length);
    order.set(this.#order);
    cutCycles(parents, order);
    return { parents, order, inferred: this.#inferred, canonical };
  }

  /** The first row, by time, of each name, id, host and time; what has no id is never the same as another. */
  #findCanonical(): void {
    const { ids, ticks } = this.#rows.self;
    const last = new Int32Array(this.#byName.size).fill(none);
    for (const node of this.#order) {
      if (ids[node] === 0) continue;
      const key = this.#selfNames[node] ?? 0;
      const before = last[key] ?? none;
      if (before !== none && ticks[before] === ticks[node]) this.#canonical[node] = before;
      else last[key] = node;
    }
  }

  #nodesByGuid(): Int32Array {
    const nodes = new Int32Array(this.#rows.guidCount).fill(none);
    for (const node of this.#order) {
      const guid = this.#rows.guids[node] ?? 0;
      if (guid !== 0 && nodes[guid] === none) nodes[guid] = this.#canonical[node] ?? node;
    }
    return nodes;
  }

  /**
   * In the order of time: the last process with the parent's id (and name) that is not younger and not itself. What names
   * nobody but itself is a root.
   */
  *#linkByTime(byGuid: Int32Array): Work<void> {
    const { self, parent, size } = this.#rows;
    const parentIds = this.#idKeys(parent);
    const parentKeys = this.#nameKeys(parent, parentIds);
    const byId = new Latest(this.#idKeyCount, size);
    const byName = new Latest(this.#byName.size, size);
    const inferred = new Int32Array(this.#byName.size).fill(none);
    let entered = 0;
    for (let at = 0; at < size; at++) {
      if (at % nodesPerLook === 0) yield [at, size];
      const node = this.#order[at] ?? 0;
      // Those of the same instant may be parents too.
      for (; entered < size && self.ticks[this.#order[entered] ?? 0] === self.ticks[node]; entered++) {
        const one = this.#order[entered] ?? 0;
        if (this.#canonical[one] !== one || self.ids[one] === 0) continue;
        byId.enter(this.#selfIds[one] ?? 0, one);
        byName.enter(this.#selfNames[one] ?? 0, one);
      }
      if (this.#canonical[node] !== node) continue;
      const guided = this.#guided(byGuid, node);
      if (guided !== none || parent.ids[node] === 0) {
        this.#parents[node] = guided;
        continue;
      }
      const key = parentKeys[node] ?? 0;
      const isNamed = parent.names[node] !== 0;
      const latest = isNamed ? byName.before(key, node) : byId.before(parentIds[node] ?? 0, node);
      if (latest === node) continue;
      if (latest === none && inferred[key] === none)
        inferred[key] = this.#add({ namedBy: node, as: 'parent', ticks: 0 });
      this.#parents[node] = latest === none ? (inferred[key] ?? none) : latest;
    }
  }

  *#linkExactly(byGuid: Int32Array): Work<void> {
    const { self, parent, size } = this.#rows;
    for (const node of this.#order)
      if (this.#canonical[node] === node && self.ids[node] !== 0)
        this.#nodeByTime[this.#timeKey(self, node, self.ticks[node] ?? 0)] = node;
    for (let at = 0; at < size; at++) {
      if (at % nodesPerLook === 0) yield [at, size];
      const node = this.#order[at] ?? 0;
      if (this.#canonical[node] !== node) continue;
      const guided = this.#guided(byGuid, node);
      if (guided !== none) this.#parents[node] = guided;
      else if (parent.ids[node] !== 0) this.#parents[node] = this.#infer(node, parent.ticks[node] ?? 0);
    }
  }

  #guided(byGuid: Int32Array, node: number): number {
    const guid = this.#rows.parentGuids[node] ?? 0;
    const found = guid === 0 ? none : (byGuid[guid] ?? none);
    if (found === none || found === node) return none;
    const { ticks } = this.#rows.self;
    return (ticks[found] ?? 0) <= (ticks[node] ?? 0) ? found : none;
  }

  /** The node of the named parent at that time; a new one where there is none, with its own parent where that is named. */
  #infer(namedBy: number, ticks: number): number {
    const { parent, grandparent, size } = this.#rows;
    const node = this.#named(parent, { namedBy, as: 'parent', ticks });
    if (node === namedBy) return none;
    if (node < size || grandparent.ids[namedBy] === 0 || this.#inferredParents[node - size] !== none) return node;
    const above = this.#named(grandparent, { namedBy, as: 'grandparent', ticks: grandparent.ticks[namedBy] ?? 0 });
    this.#inferredParents[node - size] = above === node ? none : above;
    return node;
  }

  #named(identity: Identity, inferred: Inferred): number {
    const key = this.#timeKey(identity, inferred.namedBy, inferred.ticks);
    const node = this.#nodeByTime[key] ?? this.#add(inferred);
    this.#nodeByTime[key] = node;
    return node;
  }

  #add(inferred: Inferred): number {
    this.#inferredParents.push(none);
    return this.#rows.size + this.#inferred.push(inferred) - 1;
  }

  get #idKeyCount(): number {
    return this.#isOneHost ? this.#rows.ids.texts.length : this.#byId.size;
  }

  #idKey({ ids }: Identity, node: number): number {
    const id = ids[node] ?? 0;
    return this.#isOneHost ? id : this.#byId.add(this.#rows.hosts[node] ?? 0, id);
  }

  #idKeys(identity: Identity): Uint32Array {
    if (this.#isOneHost) return identity.ids;
    const keys = new Uint32Array(this.#rows.size);
    for (let node = 0; node < keys.length; node++) keys[node] = this.#idKey(identity, node);
    return keys;
  }

  #nameKeys({ names }: Identity, idKeys: Uint32Array): Uint32Array {
    const keys = new Uint32Array(this.#rows.size);
    for (let node = 0; node < keys.length; node++) keys[node] = this.#byName.add(idKeys[node] ?? 0, names[node] ?? 0);
    return keys;
  }

  #nameKey(identity: Identity, node: number): number {
    return this.#byName.add(this.#idKey(identity, node), identity.names[node] ?? 0);
  }

  #timeKey(identity: Identity, node: number, ticks: number): number {
    const tick = this.#ticks.get(ticks) ?? this.#ticks.size;
    this.#ticks.set(ticks, tick);
    return this.#byTime.add(this.#nameKey(identity, node), tick);
  }
}

/** The latest node of each key so far, and the one before it. */
class Latest {
  readonly #last: Int32Array;
  readonly #before: Int32Array;

  constructor(keys: number, nodes: number) {
    this.#last = new Int32Array(keys).fill(none);
    this.#before = new Int32Array(nodes).fill(none);
  }

  enter(key: number, node: number): void {
    this.#before[node] = this.#last[key] ?? none;
    this.#last[key] = node;
  }

  /** The latest but `node`; `node` itself where there is no other. */
  before(key: number, node: number): number {
    const last = this.#last[key] ?? none;
    if (last !== node) return last;
    const before = this.#before[node] ?? none;
    return before === none ? node : before;
  }
}

/** Parents that lead back to where one started are cut off at the first node, in `order`, of the circle. */
function cutCycles(parents: Int32Array, order: Uint32Array): void {
  const seenFrom = new Int32Array(parents.length).fill(none);
  const position = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) position[order[at] ?? 0] = at;
  for (let start = 0; start < parents.length; start++) {
    let node = start;
    while (node !== none && seenFrom[node] === none) {
      seenFrom[node] = start;
      node = parents[node] ?? none;
    }
    if (node !== none && seenFrom[node] === start) parents[firstOf(node, parents, position)] = none;
  }
}

function firstOf(start: number, parents: Int32Array, position: Uint32Array): number {
  let first = start;
  for (let node = parents[start] ?? none; node !== start && node !== none; node = parents[node] ?? none)
    if ((position[node] ?? 0) < (position[first] ?? 0)) first = node;
  return first;
}
