import { boolean, found, judgedAs, list, notFound, number, text, time, instantOf, type RowInput } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { isListedHarmless, judge } from '../judge.ts';
import { generalReply, together, type General } from '../reply.ts';
import { section } from '../section.ts';

const columns = {
  judgement: text('malicious from 2 pulses on, suspicious in 1, benign if OTX lists it as harmless, else unknown'),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  pulses: number('Pulses it is in: collections that members of OTX publish', { unit: 'pulses' }),
  pulseNames: list('Their names, the first 50'),
  tags: list('Tags of those pulses, each once'),
  malwareFamilies: list('Malware they name, each once'),
  adversaries: list('Who they say is behind it, each once'),
  techniques: list('Numbers of MITRE ATT&CK techniques they name, each once'),
  references: list('Where they point to for more, each once'),
  isListedHarmless: boolean('Whether OTX lists it as harmless, or took it back as a false positive'),
  lists: list('Lists of OTX that it is on'),
  lastPublishedAt: time('When the newest of those pulses was last changed', { nullWhen: 'it is in no pulse' }),
  permalink: text('Page about it, for people'),
};

export const general = section({
  name: 'otx.general',
  description:
    'In which collections of indicators (pulses) of Open Threat Exchange something is, and what they say of it',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'at-most-one',
  examples: ["await IpAddress.otx.general('8.8.8.8')"],
  columns,
  section: 'general',
  reply: generalReply,
  map: (reply, input) => (isKnown(reply) ? found(rowOf(reply, input.key)) : notFound()),
  facets: {
    reputation: (row) =>
      row.severity === 'unknown'
        ? undefined
        : {
            ...judgedAs(row),
            score: row.pulses,
            reliability: 'C',
            formedAt: row.lastPublishedAt,
            reasons: [...row.pulseNames, ...row.lists].map(String).slice(0, 5),
            details: { tags: row.tags, malwareFamilies: row.malwareFamilies, adversaries: row.adversaries },
            reference: row.permalink,
          },
  },
});

/** OTX answers about everything; what it knows has a number, a pulse or a place on a list. */
const isKnown = (reply: General): boolean =>
  (reply.base_indicator?.id ?? undefined) !== undefined || reply.pulse_info.count > 0 || isListedHarmless(reply);

function rowOf(reply: General, key: string): RowInput<typeof columns> {
  const { count, pulses } = reply.pulse_info;
  return {
    ...judge(reply),
    pulses: count,
    pulseNames: pulses.slice(0, 50).map(({ name }) => name),
    tags: together(pulses.map(({ tags }) => tags)),
    malwareFamilies: together(pulses.map(({ malware_families: families }) => families?.map(nameOf))),
    adversaries: together(pulses.map(({ adversary }) => (adversary ? [adversary] : []))),
    techniques: together(pulses.map(({ attack_ids: techniques }) => techniques?.map(({ id }) => id))),
    references: together(pulses.map(({ references }) => references)),
    isListedHarmless: isListedHarmless(reply),
    lists: (reply.validation ?? []).flatMap(({ name, source }) => name ?? source ?? []),
    lastPublishedAt: newest(pulses.map(({ modified, created }) => instantOf(modified ?? created))),
    permalink: `https://otx.alienvault.com/browse/global/pulses?q=${encodeURIComponent(key)}`,
  };
}

const nameOf = ({ id, display_name }: { readonly id: string; readonly display_name?: string | null | undefined }) =>
  display_name ?? id;

const newest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((latest, each) => ((each?.getTime() ?? 0) > (latest?.getTime() ?? 0) ? each : latest), null);
