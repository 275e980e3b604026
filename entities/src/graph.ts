import type { Entity } from './entity.ts';

/** An entity of a graph: all mentions of one kind and key are one node. */
export interface GraphNode {
  /** Kind and key. */
  readonly id: string;
  /** The first mention. */
  readonly entity: Entity;
}

/** A relation between two nodes, named by the attribute that holds it. */
export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly name: string;
}

export interface EntityGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Identity of an entity across kinds. */
export const entityId = (entity: Entity): string => `${entity.kind} ${entity.key}`;

/**
 * The graph that entities span by their attributes, the given ones first, then in order of discovery. Nodes and edges are
 * distinct; what mentions add to each other is united in the edges, so the graph may hold circles that no single entity
 * can. An edge from a node to itself is kept.
 */
export function entityGraph(entities: Iterable<Entity>): EntityGraph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const seen = new Set<Entity>();
  const waiting = [...entities];
  for (let at = 0; at < waiting.length; at++) {
    const entity = waiting[at];
    if (entity === undefined || seen.has(entity)) continue;
    seen.add(entity);
    const source = entityId(entity);
    if (!nodes.has(source)) nodes.set(source, { id: source, entity });
    for (const { name, target } of entity.edges()) {
      const edge = { source, target: entityId(target), name };
      edges.set(JSON.stringify(edge), edge);
      waiting.push(target);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
