import { isEntity, type Entity, type EntityClass } from '@pivotkit/entities';
import { messageOf, textOf } from '../error/text-of.ts';
import type { Pivot } from './pivot.ts';

/** What one distinct cell is for a pivot: an entity to ask about, or the reason why there is nothing to ask. */
export type Input =
  | { readonly ok: true; readonly key: string; readonly entity: Entity }
  | { readonly ok: false; readonly skip: InputSkip; readonly text: string; readonly reason: string };

/** Why a cell or what it leads to is nothing to ask about. */
export type InputSkip = 'no-value' | 'not-an-entity' | 'not-askable';

/**
 * Reads a cell as the entity a pivot asks about. Text is refanged and brought into canonical form; null, NaN and empty
 * text are no value; an entity of another kind, a number or a list is not an entity. Never throws.
 */
export function readInput(pivot: Pivot, cls: EntityClass, cell: unknown): Input {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return noValue('');
  if (isEntity(cell)) return fromEntity(pivot, cls, cell);
  if (typeof cell !== 'string') return notAnEntity(textOf(cell), `a ${typeof cell} is not ${kindName(cls)}`);
  if (cell.trim() === '') return noValue(cell);
  return pivot.attribute === undefined ? fromText(cls, cell) : fromAttribute(pivot.attribute, cls, cell);
}

function fromText(cls: EntityClass, text: string): Input {
  const parsed = cls.parse(text);
  return parsed.ok ? { ok: true, key: parsed.value.key, entity: parsed.value } : notAnEntity(text, parsed.reason);
}

/** The cell is the attribute itself and stays as it is: a command line has no canonical form. */
function fromAttribute(attribute: string, cls: EntityClass, text: string): Input {
  try {
    return { ok: true, key: text, entity: cls.create({ [attribute]: text }) };
  } catch (error) {
    return notAnEntity(text, messageOf(error));
  }
}

function fromEntity(pivot: Pivot, cls: EntityClass, entity: Entity): Input {
  if (entity.kind !== cls.kind) return notAnEntity(entity.key, `${entity.kind} is not ${kindName(cls)}`);
  if (pivot.attribute === undefined) return { ok: true, key: entity.key, entity };
  const value: unknown = Reflect.get(entity, pivot.attribute);
  if (value === undefined || value === null || value === '') return noValue(entity.key);
  return { ok: true, key: isEntity(value) ? value.key : textKey(value), entity };
}

/** An attribute that is no text, such as a number or a list, as text that only equal values share. */
const textKey = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const noValue = (text: string): Input => ({ ok: false, skip: 'no-value', text, reason: 'there is no value' });
const notAnEntity = (text: string, reason: string): Input => ({ ok: false, skip: 'not-an-entity', text, reason });
const kindName = (cls: EntityClass): string => (/^[AEIOU]/.test(cls.kind) ? `an ${cls.kind}` : `a ${cls.kind}`);
