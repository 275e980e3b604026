/** Thrown for a value that has no typed text; the message names what it is and where: `cell 3 of rows: a function`. */
export class UnfitValue extends Error {}

export interface PackOptions {
  /** Names of objects in the order of the alphabet, those with the value undefined left out. Default false. */
  readonly canonical?: boolean;
}

// Deep enough for any reply, shallow enough for the stack; a value that holds itself ends here.
const maxDepth = 200;

/**
 * JSON that tells apart what JSON confuses: `unpack` gives back an equal value with its Dates, bigints, NaN, infinities,
 * -0 and undefined. These stand as texts that begin with a colon, and a text that begins with one gets another.
 * With `canonical` equal values have equal texts, and different values different ones.
 * @throws UnfitValue for functions, symbols, objects of classes, and what holds itself.
 */
export function pack(value: unknown, { canonical = false }: PackOptions = {}): string {
  return write(value, canonical, 0);
}

/** The value `pack` made the text of. Throws when the text is none of its. */
export function unpack(text: string): unknown {
  return revive(JSON.parse(text));
}

function write(value: unknown, canonical: boolean, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.startsWith(':') ? `:${value}` : value);
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value === undefined) return '":u"';
  if (typeof value === 'bigint') return `":i${value}"`;
  if (typeof value === 'object') return writeObject(value, canonical, depth + 1);
  throw new UnfitValue(`a ${typeof value}`);
}

function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '":n-0"';
  return Number.isFinite(value) ? String(value) : `":n${value}"`;
}

function writeObject(value: object, canonical: boolean, depth: number): string {
  if (depth > maxDepth) throw new UnfitValue(`something nested more than ${maxDepth} deep, or within itself`);
  if (isList(value)) return writeList(value, canonical, depth);
  if (value instanceof Date) return `":t${value.getTime()}"`;
  if (isRecord(value) && isPlain(value)) return writeRecord(value, canonical, depth);
  throw new UnfitValue(`an object of the class ${className(value)}`);
}

// Loops, since these two are most of what a cached answer costs.
function writeList(list: readonly unknown[], canonical: boolean, depth: number): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) text += `${i === 0 ? '' : ','}${write(list[i], canonical, depth)}`;
  return `${text}]`;
}

function writeRecord(record: Readonly<Record<string, unknown>>, canonical: boolean, depth: number): string {
  let text = '';
  for (const name of canonical ? Object.keys(record).sort() : Object.keys(record)) {
    if (canonical && record[name] === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${write(record[name], canonical, depth)}`;
  }
  return `{${text}}`;
}

/** Whether an object is a literal, of this realm or another, or has no prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const className = (value: object): string => value.constructor?.name ?? 'unknown';

/**
 * Puts the values in place of their marks, in the parsed objects themselves: a name such as `__proto__` is a property of
 * its own there, and assigning to it stays one.
 */
function revive(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(':') ? valueOfMark(value) : value;
  if (isList(value)) value.forEach((item, i) => set(value, i, item));
  else if (isRecord(value)) for (const name of Object.keys(value)) set(value, name, value[name]);
  return value;
}

function set<K extends string | number>(target: Record<K, unknown>, name: K, before: unknown): void {
  const after = revive(before);
  if (after !== before) target[name] = after;
}

function valueOfMark(mark: string): unknown {
  const rest = mark.slice(2);
  switch (mark.charAt(1)) {
    case ':':
      return mark.slice(1);
    case 't':
      return new Date(Number(rest));
    case 'i':
      return BigInt(rest);
    case 'n':
      return Number(rest);
    case 'u':
      return undefined;
    default:
      throw new UnfitValue(`the unknown mark ${mark}`);
  }
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
