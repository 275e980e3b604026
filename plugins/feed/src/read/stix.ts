import { parseTlp, strictestTlp, type Tlp } from '@pivotkit/entities';
import { z } from 'zod';
import { ListError, type Indicator, type Reading, type Unreadable } from '../indicator.ts';
import { withUrlsBelow, type ListDefaults } from './read-entry.ts';
import { parseStixPattern } from './stix-pattern.ts';
import { valuesOfPattern, type PatternValues } from './stix-values.ts';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const indicatorObject = z.object({
  type: z.literal('indicator'),
  id: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  pattern: z.string(),
  pattern_type: z.string().default('stix'),
  valid_from: time.optional(),
  valid_until: time.optional(),
  revoked: z.boolean().default(false),
  confidence: z.number().min(0).max(100).optional(),
  labels: z.array(z.string()).default([]),
  indicator_types: z.array(z.string()).default([]),
  created_by_ref: z.string().optional(),
  object_marking_refs: z.array(z.string()).default([]),
});
type IndicatorObject = z.output<typeof indicatorObject>;

const bundle = z.object({ objects: z.array(z.looseObject({ type: z.string(), id: z.string().optional() })) });
type StixObject = z.output<typeof bundle>['objects'][number];

/**
 * The indicators of a STIX 2.1 bundle, one for each value that a pattern names; observed data claims nothing and is left
 * out. Patterns of other languages, and comparisons that name no value, are told.
 * @throws ListError when it is no bundle
 */
export function readStix(content: unknown, defaults: ListDefaults): Reading {
  const read = bundle.safeParse(content);
  if (!read.success) throw new ListError('it is no STIX bundle: it has no list `objects`');
  const names = new Map(read.data.objects.map((object) => [object.id, nameOf(object)]));
  const markings = new Map(read.data.objects.map((object) => [object.id, tlpOfMarking(object)]));
  const indicators: Indicator[] = [];
  const unreadable: Unreadable[] = [];
  for (const object of read.data.objects.filter(({ type }) => type === 'indicator')) {
    const problems: string[] = [];
    const parsed = indicatorObject.safeParse(object);
    if (parsed.success) {
      const tlp = strictestTlp(parsed.data.object_marking_refs.map((id) => markings.get(id) ?? wellKnownTlp.get(id)));
      const source = names.get(parsed.data.created_by_ref ?? '');
      indicators.push(...indicatorsOf(parsed.data, { ...defaults, tlp: tlp ?? defaults.tlp, source }, problems));
    } else problems.push(...parsed.error.issues.map(({ path, message }) => `'${path.join('.')}': ${message}`));
    const reference = object.id ?? 'an indicator without id';
    unreadable.push(...problems.map((problem) => ({ reference, problem })));
  }
  return { indicators, unreadable };
}

interface ObjectDefaults extends ListDefaults {
  readonly source: string | undefined;
}

function indicatorsOf(object: IndicatorObject, defaults: ObjectDefaults, problems: string[]): Indicator[] {
  const read = valuesIn(object);
  problems.push(...read.problems);
  return read.values.map((value) =>
    withUrlsBelow(
      {
        ...value,
        list: defaults.list,
        confidence: object.confidence ?? defaults.confidence,
        tlp: defaults.tlp,
        validFrom: object.valid_from,
        validUntil: object.valid_until,
        revoked: object.revoked,
        source: defaults.source,
        description: object.description ?? object.name,
        labels: [...object.indicator_types, ...object.labels],
        reference: object.id,
      },
      defaults,
    ),
  );
}

function valuesIn({ pattern, pattern_type: language }: IndicatorObject): PatternValues {
  if (language !== 'stix') return { values: [], problems: [`its pattern is in ${language}, not STIX`] };
  try {
    return valuesOfPattern(parseStixPattern(pattern));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { values: [], problems: [`its pattern cannot be read: ${error.message}`] };
  }
}

const nameOf = ({ name }: StixObject): string | undefined => (typeof name === 'string' ? name : undefined);

/**
 * TLP of a marking definition by its name, which TLP 2.0 and 1.0 both give (`TLP:AMBER`), or its definition.
 * STIX 2.1 section 7.2.1; extension for TLP 2.0, OASIS, read 2026-11-20.
 */
function tlpOfMarking(object: StixObject): Tlp | undefined {
  if (object.type !== 'marking-definition') return undefined;
  const definition = z.object({ definition: z.object({ tlp: z.string() }) }).safeParse(object);
  return parseTlp(definition.success ? definition.data.definition.tlp : (nameOf(object) ?? ''));
}

/** Marking definitions that everybody refers to without sending them along. TLP 1.0: STIX 2.1 section 7.2.1.4. */
const wellKnownTlp: ReadonlyMap<string, Tlp> = new Map<string, Tlp>([
  ['marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487', 'clear'],
  ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'green'],
  ['marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'amber'],
  ['marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003', 'amber+strict'],
  ['marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1', 'red'],
  ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9', 'clear'],
  ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green'],
  ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82', 'amber'],
  ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red'],
]);
