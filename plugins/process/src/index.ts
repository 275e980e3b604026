import { definePlugin, type PluginHost } from '@pivotkit/core';
import type { z } from 'zod';
import { configSchema } from './config.ts';
import { loadTrees, type KnownTrees } from './known-trees.ts';
import { ancestorsPivot, descendantsPivot, siblingsPivot, treePivot } from './pivots.ts';
import { relatedVerb, renderVerb, summaryVerb, treeVerb } from './verbs.ts';

export { buildProcessTree, type TreeOptions, type TreeRow } from './build-tree.ts';
export { ProcessTree, type DescendantsOptions, type RelativesOptions, type TreeSummary } from './process-tree.ts';
export { renderProcessTree, type RenderOptions } from './render.ts';
export type { ProcessSchema, SchemaName } from './schema.ts';

/** Exported under a name of its own: `process` is Node's. */
export const processTrees = definePlugin({
  name: 'process',
  version: '0.1.0',
  description: 'Process trees from events of Windows, Linux, Defender and Sysmon',
  config: configSchema,
  setup: setupProcess,
  pivots: [ancestorsPivot, descendantsPivot, siblingsPivot, treePivot],
  verbs: [treeVerb, relatedVerb, summaryVerb, renderVerb],
});

async function setupProcess(host: PluginHost, { tables }: z.output<typeof configSchema>): Promise<KnownTrees> {
  const known = await loadTrees(tables, (path) => host.resolvePath(path));
  for (const { name, tree, schema } of known.trees)
    host.log.info('processes read', { table: name, rows: tree.table.size, schema: schema.name });
  return known;
}
