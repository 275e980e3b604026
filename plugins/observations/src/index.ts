import { definePlugin, type Plugin, type PluginHost } from '@pivotkit/core';
import { z } from 'zod';
import { ObservationFile } from './file.ts';
import { Notebook } from './notebook.ts';
import { Observations } from './observations.ts';
import { addVerb, listVerb } from './verbs.ts';

export type { ExcerptOptions } from './excerpt.ts';
export type { ObservationFilter, ObservationOrder } from './filter.ts';
export type { ObservationsMarkdownOptions } from './markdown.ts';
export { observationSchema, type Observation } from './observation.ts';
export {
  createObservations,
  Observations,
  type EntityRef,
  type NewObservation,
  type ObservationsOptions,
} from './observations.ts';
export type { ObservationRow } from './table.ts';

const configSchema = z.strictObject({
  /** File of findings, one JSON a line. Read when the session starts, added to with every finding. */
  file: z.string().min(1).optional(),
});

type Config = z.output<typeof configSchema>;

/** The plugin, with the findings of its session in the list given: for scripts that use the list too. */
export const observationsIn = (
  list: Observations,
): Plugin<'observations', readonly [], readonly [typeof addVerb, typeof listVerb], z.input<typeof configSchema>> =>
  pluginWith(() => list);

/** Findings kept through an investigation; each session has a list of its own. */
export const observations = pluginWith((host) => new Observations({ clock: host.clock }));

function pluginWith(listFor: (host: PluginHost) => Observations) {
  return definePlugin({
    name: 'observations',
    version: '0.1.0',
    description: 'Findings kept through an investigation',
    config: configSchema,
    setup: (host, config: Config) => openNotebook(listFor(host), host, config),
    verbs: [addVerb, listVerb] as const,
  });
}

async function openNotebook(list: Observations, host: PluginHost, { file: path }: Config): Promise<Notebook> {
  if (path === undefined) return new Notebook(list, undefined);
  const file = new ObservationFile(host.resolvePath(path));
  const { observations: kept, unreadable } = await file.read();
  for (const one of kept) list.keep(one);
  if (unreadable.length > 0)
    host.log.warn('lines of the file of findings cannot be read; they stay there', {
      file: path,
      unreadable: unreadable.slice(0, 20),
    });
  return new Notebook(list, file);
}
