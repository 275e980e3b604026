import { z } from 'zod';
import { defineEntity, openAttribute, registerEntity } from './entity.ts';

const ownNames: ReadonlySet<string> = new Set(['original', 'marking', 'additionalData']);

/**
 * A thing of a kind nobody has defined here: keeps all its data. Attributes beside `type` and `name` are gathered in
 * `data`. Key: type, name and data as JSON with sorted names, so that only equal data is equal.
 */
export class Unknown extends defineEntity({
  kind: 'Unknown',
  aliases: ['unknown', 'unknownentity'],
  description: 'A thing of a kind that is not defined, with all its data',
  attributes: {
    /** What the source calls its kind. */
    type: z.string().optional(),
    name: z.string().optional(),
    data: openAttribute().optional(),
  },
  primary: 'name',
  key: () => undefined,
}) {
  constructor(attributes: Readonly<Record<string, unknown>>) {
    super(gather(attributes));
  }

  /** An attribute by the name its source gives it. */
  get(name: string): unknown {
    return this.data !== undefined && Object.hasOwn(this.data, name) ? this.data[name] : undefined;
  }

  override toString(): string {
    return this.name ?? this.key;
  }
}

registerEntity(Unknown);

function gather(attributes: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const open = entries.filter(([name, value]) => !isOwn(name, value));
  const own = Object.fromEntries(entries.filter(([name, value]) => isOwn(name, value)));
  return open.length === 0 ? own : { ...own, data: Object.fromEntries([...dataOf(own), ...open]) };
}

/** A `name` that is a number, say, is data as any other. */
function isOwn(name: string, value: unknown): boolean {
  if (name === 'type' || name === 'name') return typeof value === 'string';
  return name === 'data' ? isRecord(value) : ownNames.has(name);
}

const dataOf = (own: Record<string, unknown>): [string, unknown][] =>
  isRecord(own['data']) ? Object.entries(own['data']) : [];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
