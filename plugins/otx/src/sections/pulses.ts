import { found, instantOf, list, text, time, type LookupResult, type RowInput } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { generalReply, type General, type Pulse } from '../reply.ts';
import { section } from '../section.ts';

const notSaid = 'the pulse does not say';

const columns = {
  pulseId: text('Number of the pulse'),
  name: text('Name of the pulse'),
  author: text('Who published it; anybody may', { nullWhen: 'OTX does not say' }),
  description: text('What it is about', { nullWhen: notSaid }),
  tlp: text('Marking of the pulse, such as white or green', { nullWhen: notSaid }),
  tags: list('Its tags'),
  malwareFamilies: list('Malware it names'),
  adversary: text('Who it says is behind it', { nullWhen: notSaid }),
  techniques: list('Numbers of MITRE ATT&CK techniques it names'),
  targetedCountries: list('Countries it says are targeted'),
  industries: list('Industries it says are targeted'),
  references: list('Where it points to for more'),
  createdAt: time('When it was published', { nullWhen: notSaid }),
  modifiedAt: time('When it was last changed', { nullWhen: notSaid }),
  permalink: text('Page of the pulse, for people'),
};

export const pulses = section({
  name: 'otx.pulses',
  description: 'Collections of indicators (pulses) of Open Threat Exchange in which something is, a row each',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'many',
  examples: ["await IpAddress.otx.pulses('8.8.8.8')"],
  columns,
  section: 'general',
  reply: generalReply,
  map: rowsOf,
});

/** OTX shows 50 pulses at most; that there are more is said in the note. */
function rowsOf({ pulse_info: { count, pulses: shown } }: General): LookupResult<RowInput<typeof columns>> {
  const result = found(shown.map(rowOf));
  if (result.status !== 'found' || count <= shown.length) return result;
  return { ...result, note: `OTX shows ${shown.length} of ${count} pulses` };
}

const rowOf = (pulse: Pulse): RowInput<typeof columns> => ({
  pulseId: pulse.id,
  name: pulse.name,
  author: pulse.author?.username,
  description: pulse.description || null,
  tlp: pulse.TLP || null,
  tags: pulse.tags ?? [],
  malwareFamilies: (pulse.malware_families ?? []).map(({ id, display_name }) => display_name ?? id),
  adversary: pulse.adversary || null,
  techniques: (pulse.attack_ids ?? []).map(({ id }) => id),
  targetedCountries: pulse.targeted_countries ?? [],
  industries: pulse.industries ?? [],
  references: pulse.references ?? [],
  createdAt: instantOf(pulse.created),
  modifiedAt: instantOf(pulse.modified),
  permalink: `https://otx.alienvault.com/pulse/${encodeURIComponent(pulse.id)}`,
});
