import { registryHive } from '../registry-key.ts';
import type { AttributeForm } from '../schema-form.ts';
import { foldWireName } from './wire-names.ts';
import { wireTime } from './wire-time.ts';

/** A plain value in an attribute's form; `absent` for null and blank, `ok: false` for what is no such value. */
export type WireValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: true; readonly absent: true }
  | { readonly ok: false };

const absent: WireValue = { ok: true, absent: true };
const wrong: WireValue = { ok: false };

/** Numbers and words that enumerations have on the wire, by attribute. */
const choiceAliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  osFamily: {
    '0': 'Linux',
    '1': 'Windows',
    ios: 'iOS',
    mac: 'macOS',
    osx: 'macOS',
    windows10: 'Windows',
    windows11: 'Windows',
  },
  // %%1936 to %%1938 are the message numbers of event 4688, 1 to 3 the values behind them.
  elevationToken: {
    '0': 'Default',
    '1': 'Full',
    '2': 'Limited',
    '1936': 'Default',
    '1937': 'Full',
    '1938': 'Limited',
    tokenelevationtypedefault: 'Default',
    tokenelevationtypefull: 'Full',
    tokenelevationtypelimited: 'Limited',
  },
  severity: { info: 'informational', information: 'informational', moderate: 'medium', severe: 'high' },
  algorithm: { '0': 'Unknown', '1': 'MD5', '2': 'SHA1', '3': 'SHA256', '4': 'SHA256AC' },
};

/** Brings a value of the wire into the form of an attribute that holds no entity. */
export function wireValue(attribute: string, form: AttributeForm, value: unknown): WireValue {
  if (value === null || value === undefined || isBlankFor(form, value)) return absent;
  switch (form.type) {
    case 'text':
      return textOf(typeof value === 'number' ? (choiceAliases[attribute]?.[value] ?? value) : value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return booleanOf(value);
    case 'time':
      return timeOf(value);
    case 'choice':
      return choiceOf(attribute, form.values, value);
    case 'list':
      return listOf(attribute, form.of, value);
    case 'record':
    case 'object':
      return objectOf(value);
    case 'open':
      return isRecord(value) || typeof value === 'string' ? objectOf(value, value) : { ok: true, value };
    case 'entity':
      return wrong;
  }
}

const isBlankFor = (form: AttributeForm, value: unknown): boolean =>
  form.type !== 'text' && typeof value === 'string' && value.trim() === '';

function textOf(value: unknown): WireValue {
  if (typeof value === 'string') return { ok: true, value };
  if (typeof value === 'number' && Number.isNaN(value)) return absent;
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (value instanceof Date) return { ok: true, value: value.toISOString() };
  return isPlain ? { ok: true, value: String(value) } : wrong;
}

function numberOf(value: unknown): WireValue {
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
  if (typeof value === 'number' && Number.isNaN(value)) return absent;
  return typeof number === 'number' && Number.isFinite(number) ? { ok: true, value: number } : wrong;
}

const truths: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

function booleanOf(value: unknown): WireValue {
  if (typeof value === 'boolean') return { ok: true, value };
  if (typeof value === 'number' && Number.isNaN(value)) return absent;
  const truth =
    typeof value === 'string' || typeof value === 'number' ? truths[String(value).trim().toLowerCase()] : undefined;
  return truth === undefined ? wrong : { ok: true, value: truth };
}

function timeOf(value: unknown): WireValue {
  if (typeof value === 'string' && value.trim().startsWith('0001-01-01')) return absent;
  const time = wireTime(value);
  return time === undefined ? wrong : { ok: true, value: time };
}

function choiceOf(attribute: string, values: readonly string[], value: unknown): WireValue {
  if (typeof value !== 'string' && typeof value !== 'number') return wrong;
  if (values.includes(String(value))) return { ok: true, value };
  const word = foldWireName(String(value));
  if (word === '') return wrong;
  const alias = choiceAliases[attribute];
  const choice =
    values.find((known) => foldWireName(known) === word) ??
    (alias !== undefined && Object.hasOwn(alias, word) ? alias[word] : undefined) ??
    (attribute === 'hive' ? registryHive(String(value)) : undefined);
  // The alias may be spelt otherwise in the kind at hand (`SHA256` for `sha256`).
  const spelt = values.find((known) => choice !== undefined && foldWireName(known) === foldWireName(choice));
  return spelt === undefined ? wrong : { ok: true, value: spelt };
}

function listOf(attribute: string, element: AttributeForm, value: unknown): WireValue {
  const items = listItems(value);
  const read = items.map((item) => wireValue(attribute, element, item));
  if (read.some((item) => !item.ok)) return wrong;
  return { ok: true, value: read.flatMap((item) => ('value' in item ? [item.value] : [])) };
}

/** A list, a JSON text of one, or a single item as a list of one. */
export function listItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  const parsed = /^\s*\[/.test(value) ? parseJson(value) : undefined;
  return Array.isArray(parsed) ? parsed : [value];
}

function objectOf(value: unknown, otherwise?: unknown): WireValue {
  if (isRecord(value)) return { ok: true, value };
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  if (isRecord(parsed)) return { ok: true, value: parsed };
  return otherwise === undefined ? wrong : { ok: true, value: otherwise };
}

/** JSON of a text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
