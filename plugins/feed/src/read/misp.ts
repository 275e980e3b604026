import { parseTlp, strictestTlp, type Tlp } from '@pivotkit/entities';
import { z } from 'zod';
import { ListError, type Indicator, type Reading, type Unreadable } from '../indicator.ts';
import { isKnownType, readValue } from '../read-value.ts';
import { clip, withUrlsBelow, type ListDefaults } from './read-entry.ts';

const tags = z.array(z.object({ name: z.string() })).default([]);

const attribute = z.object({
  uuid: z.string().optional(),
  type: z.string(),
  value: z.string(),
  to_ids: z.boolean().default(false),
  deleted: z.boolean().default(false),
  comment: z.string().optional(),
  Tag: tags,
});
type Attribute = z.output<typeof attribute>;

const event = z.object({
  info: z.string().default(''),
  threat_level_id: z.coerce.string().optional(),
  Orgc: z.object({ name: z.string() }).optional(),
  Tag: tags,
  Attribute: z.array(attribute).default([]),
  Object: z
    .array(z.object({ deleted: z.boolean().default(false), Attribute: z.array(attribute).default([]) }))
    .default([]),
});
type Event = z.output<typeof event>;

/** One event, or several as the API and exports give them. */
const document = z.union([
  z.object({ Event: event }).transform(({ Event }) => [Event]),
  z
    .object({ response: z.array(z.object({ Event: event })) })
    .transform(({ response }) => response.map(({ Event }) => Event)),
  z.array(z.object({ Event: event })).transform((events) => events.map(({ Event }) => Event)),
]);

/**
 * The indicators of MISP events: attributes of the event and its objects, deleted ones left out. Attributes of types
 * that name nothing to look up (`text`, `port`, `comment` …) are context and are left out too; those not meant for
 * detection (`to_ids: false`) are kept as such. An attribute's marking is the strictest of its own and the event's.
 * https://www.misp-standard.org/rfc/misp-standard-core.html, read 2026-11-20.
 * @throws ListError when it is no event
 */
export function readMisp(content: unknown, defaults: ListDefaults): Reading {
  const read = document.safeParse(content);
  if (!read.success) throw new ListError('it is no MISP event: it is no object with `Event`, nor a list of such');
  const readings = read.data.map((one) => readEvent(one, defaults));
  return {
    indicators: readings.flatMap(({ indicators }) => indicators),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
  };
}

function readEvent(one: Event, defaults: ListDefaults): Reading {
  const indicators: Indicator[] = [];
  const unreadable: Unreadable[] = [];
  const objects = one.Object.filter(({ deleted }) => !deleted);
  const attributes = [...one.Attribute, ...objects.flatMap((object) => object.Attribute)];
  for (const each of attributes.filter(({ deleted }) => !deleted)) {
    const details = detailsOf(each, one, defaults);
    for (const { type, value } of partsOf(each)) {
      const read = readValue(value, type);
      if (read.ok) indicators.push(withUrlsBelow({ ...read.value, ...details }, defaults));
      else unreadable.push({ reference: details.reference, problem: `'${clip(value)}': ${read.reason}` });
    }
  }
  return { indicators, unreadable };
}

function detailsOf(each: Attribute, one: Event, defaults: ListDefaults) {
  const names = [...each.Tag, ...one.Tag].map(({ name }) => name);
  return {
    list: defaults.list,
    confidence:
      names.map((name) => confidenceOfTag.get(name)).find((confidence) => confidence !== undefined) ??
      defaults.confidence,
    severity: severityOfLevel.get(one.threat_level_id ?? ''),
    tlp: strictestTlp(names.map(tlpOfTag)) ?? defaults.tlp,
    forDetection: each.to_ids,
    source: one.Orgc?.name,
    description: [each.comment ?? '', one.info].filter((text) => text !== '').join(' — '),
    labels: names,
    reference: each.uuid ?? `attribute '${clip(each.value)}'`,
  };
}

/** Types of two values: both name something in `domain|ip`, the other half is a detail in the rest. */
function partsOf({ type, value }: Attribute): { readonly type: string; readonly value: string }[] {
  const types = type === 'malware-sample' ? ['filename', 'md5'] : type.split('|');
  const values = type === 'malware-sample' || type.includes('|') ? value.split('|') : [value];
  return types.flatMap((part, i) => (isKnownType(part) ? [{ type: part, value: values[i] ?? '' }] : []));
}

const tlpOfTag = (name: string): Tlp | undefined => (/^tlp:/i.test(name) ? parseTlp(name) : undefined);

/** Taxonomy `misp`, predicate `confidence-level`, whose words stand for 0 to 100; read 2026-11-20. */
const confidenceOfTag: ReadonlyMap<string, number> = new Map([
  ['misp:confidence-level="completely-confident"', 100],
  ['misp:confidence-level="usually-confident"', 75],
  ['misp:confidence-level="fairly-confident"', 50],
  ['misp:confidence-level="rarely-confident"', 25],
  ['misp:confidence-level="unconfident"', 0],
]);

/** `threat_level_id` of an event; 4 is undefined. */
const severityOfLevel: ReadonlyMap<string, string> = new Map([
  ['1', 'high'],
  ['2', 'medium'],
  ['3', 'low'],
]);
