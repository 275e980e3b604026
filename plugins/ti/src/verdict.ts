import { definePivot, found, type Call } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Unknown, Url, type Entity } from '@pivotkit/entities';
import { aggregate } from './aggregate.ts';
import { verdictColumns } from './columns.ts';
import type { State } from './config.ts';
import { halfLifeDays } from './half-life.ts';
import { nobodyAsked } from './lookup.ts';
import { lookupOptions, type LookupOptions } from './options.ts';
import { lookupAsks } from './sources.ts';
import { hear } from './strategy.ts';
import { entryOf } from './voice.ts';

export const verdict = definePivot({
  name: 'ti.verdict',
  description: 'What the sources of threat intelligence say together about an address, domain, URL, file or hash',
  from: [IpAddress, Dns, Url, File, FileHash, Unknown],
  rowsPerInput: 'at-most-one',
  columns: verdictColumns,
  options: lookupOptions,
  sharing: { reaches: 'nobody' },
  asks: lookupAsks('ti.verdict'),
  examples: ["await IpAddress.ti.verdict('8.8.8.8')"],
  lookup: async (inputs: readonly Entity[], call: Call<LookupOptions, State>) => {
    const voices = await hear(inputs, call);
    const now = call.now();
    return inputs.map((entity, i) => {
      const heard = voices[i] ?? [];
      if (heard.length === 0) return nobodyAsked(entity);
      const { missing, ...said } = aggregate(heard.map(entryOf), { now, halfLifeDays: halfLifeDays(entity) });
      return found({ ...said, missing: missing.map(({ source, reason }) => `${source}: ${reason}`) });
    });
  },
});
