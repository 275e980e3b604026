import type { Tlp } from '../tlp.ts';
import { parseTlp, strictestTlp, tlpLevels } from '../tlp.ts';
import type { StixObject } from './stix-object.ts';

/** OASIS, TLP 2.0 extension definition (cti-stix-common-objects, 1 October 2022), read 2026-11-20. */
const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

const tlp2Ids: Readonly<Record<Tlp, string>> = {
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};

/** STIX 2.1 §7.2.1.4, read 2026-11-20. TLP 1 has no level between amber and red. */
const tlp1Ids: Readonly<Partial<Record<Tlp, string>>> = {
  clear: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  red: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};

/** Version of the Traffic Light Protocol whose marking definitions are written. */
export type TlpVersion = '1.0' | '2.0';

/** Id of the marking definition of a level; `amber+strict` is TLP 2.0's in either version, for TLP 1 cannot say it. */
export function tlpMarkingId(level: Tlp, version: TlpVersion): string {
  return (version === '1.0' ? tlp1Ids[level] : undefined) ?? tlp2Ids[level];
}

/** The marking definition itself, as OASIS publishes it. */
export function tlpMarkingDefinition(level: Tlp, version: TlpVersion): StixObject {
  const id = tlpMarkingId(level, version);
  const common = { type: 'marking-definition', spec_version: '2.1', id };
  if (id === tlp2Ids[level]) {
    const extension = { extension_type: 'property-extension', tlp_2_0: level };
    const name = `TLP:${level.toUpperCase()}`;
    return { ...common, created: '2022-10-01T00:00:00.000Z', name, extensions: { [tlp2Extension]: extension } };
  }
  const tlp = level === 'clear' ? 'white' : level;
  const name = `TLP:${tlp.toUpperCase()}`;
  return { ...common, created: '2017-01-20T00:00:00.000Z', definition_type: 'tlp', name, definition: { tlp } };
}

const levelsById: ReadonlyMap<string, Tlp> = new Map(
  tlpLevels.flatMap((level) =>
    [tlp2Ids[level], tlp1Ids[level]].flatMap((id) => (id === undefined ? [] : [[id, level]])),
  ),
);

/**
 * Level of a marking definition: by its id where it is one of OASIS's, else by what it says (some products define their
 * own `TLP:AMBER+STRICT`). Undefined when it is no TLP marking.
 */
export function tlpOfMarking(id: string, definition?: StixObject): Tlp | undefined {
  const known = levelsById.get(id);
  if (known !== undefined || definition === undefined) return known;
  const extension: unknown = property(definition['extensions'], tlp2Extension);
  const written = [property(extension, 'tlp_2_0'), property(definition['definition'], 'tlp'), definition['name']];
  const texts = written.filter((text) => typeof text === 'string');
  // The definition may say amber for want of a word where the name says amber+strict: the strictest holds.
  return strictestTlp(texts.map(parseTlp));
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
