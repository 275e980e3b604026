import { definePlugin } from '@pivotkit/core';
import { graph, nodes } from './verbs.ts';

export { EntityGraph, type Edge, type Node } from './graph.ts';

/** Graphs of the entities that alerts, events and tables name. */
export const entities = definePlugin({
  name: 'entities',
  version: '0.1.0',
  description: 'How the entities of alerts, events and tables are related',
  verbs: [graph, nodes],
});
