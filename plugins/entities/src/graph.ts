import { entityId, type Entity } from '@pivotkit/entities';

/** A thing of the graph. */
export interface Node {
  readonly id: string;
  readonly entity: Entity;
  /** Rows that name it. */
  rows: number;
  firstAt: Date | null;
  lastAt: Date | null;
}

/** How two things are related, and how often. */
export interface Edge {
  readonly source: string;
  readonly target: string;
  readonly name: string;
  rows: number;
  firstAt: Date | null;
  lastAt: Date | null;
}

type Seen = Pick<Node, 'rows' | 'firstAt' | 'lastAt'>;

/** Nodes by kind and key, edges by their ends and name, in order of discovery; each counts the rows it was seen in. */
export class EntityGraph {
  readonly #nodes = new Map<string, Node>();
  readonly #edges = new Map<string, Edge>();

  /**
   * Adds what one row names: the things, those their attributes name, and `relations` between them. A node or edge counts
   * a row once.
   */
  addRow(entities: readonly Entity[], relations: readonly Omit<Edge, keyof Seen>[], at: Date | null): void {
    const seen = new Set<Seen>();
    const note = (thing: Seen): void => {
      if (seen.has(thing)) return;
      seen.add(thing);
      thing.rows += 1;
      if (at !== null && (thing.firstAt === null || at < thing.firstAt)) thing.firstAt = at;
      if (at !== null && (thing.lastAt === null || at > thing.lastAt)) thing.lastAt = at;
    };
    const waiting = [...entities];
    const visited = new Set<Entity>();
    for (let i = 0; i < waiting.length; i++) {
      const entity = waiting[i];
      if (entity === undefined || visited.has(entity)) continue;
      visited.add(entity);
      note(this.#node(entity));
      for (const { name, target } of entity.edges()) {
        note(this.#edge({ source: entityId(entity), target: entityId(target), name }));
        waiting.push(target);
      }
    }
    for (const relation of relations) note(this.#edge(relation));
  }

  get nodes(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  get edges(): readonly Edge[] {
    return [...this.#edges.values()];
  }

  #node(entity: Entity): Node {
    const id = entityId(entity);
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const made: Node = { id, entity, rows: 0, firstAt: null, lastAt: null };
    this.#nodes.set(id, made);
    return made;
  }

  #edge({ source, target, name }: Omit<Edge, keyof Seen>): Edge {
    const id = JSON.stringify([source, target, name]);
    const known = this.#edges.get(id);
    if (known !== undefined) return known;
    const made: Edge = { source, target, name, rows: 0, firstAt: null, lastAt: null };
    this.#edges.set(id, made);
    return made;
  }
}
