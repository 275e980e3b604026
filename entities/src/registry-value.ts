import { z } from 'zod';
import type { AttributesIn, AttributesOut, Parsed } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { folded, known, strong, weak } from './identifier.ts';
import { RegistryKey } from './registry-key.ts';

const attributes = {
  registryKey: entityAttribute(() => RegistryKey).optional(),
  /** Empty for the key's default value. */
  name: z.string().optional(),
  value: z.string().optional(),
  valueType: z.string().optional(),
};
type RegistryValueAttributes = AttributesOut<typeof attributes>;

/** A named value of a registry key. Key: the registry key's key and the name in lower case (`…|name`). */
export class RegistryValue extends defineEntity({
  kind: 'RegistryValue',
  aliases: ['registryvalue', 'regvalue'],
  description: 'A named value of a key of the registry of Windows',
  attributes,
  primary: 'name',
  identifiers: (registryValue) => [
    strong('name', key(registryValue)),
    weak('value', registryValue.value),
    weak('valueType', folded(registryValue.valueType)),
  ],
  key,
  parse: parseRegistryValue,
}) {
  override toString(): string {
    return known('\\', this.registryKey?.shortPath, this.name) ?? this.key;
  }
}

registerEntity(RegistryValue);

function key({ registryKey, name }: RegistryValueAttributes): string | undefined {
  return known('|', registryKey?.key, name === undefined ? undefined : name.toLowerCase());
}

/** `HKLM\…\Run|name`, where a hive leads; any other text is the name of a value. */
function parseRegistryValue(text: string): Parsed<AttributesIn<typeof attributes>> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  const bar = trimmed.lastIndexOf('|');
  const registryKey = bar < 0 ? undefined : RegistryKey.parse(trimmed.slice(0, bar));
  if (registryKey?.ok !== true) return { ok: true, value: { name: trimmed } };
  return { ok: true, value: { registryKey: registryKey.value, name: trimmed.slice(bar + 1) } };
}
