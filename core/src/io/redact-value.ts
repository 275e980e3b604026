type Redact = (text: string) => string;

/** Whether there is anything to redact within a value: keys, causes and stacks of errors, entries of maps, bytes. */
export function isRedactable(value: unknown, redact: Redact): boolean {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    const text = textOf(next);
    if (text !== undefined && redactedText(next, text, redact) !== next) return true;
    if (typeof next !== 'object' || next === null || seen.has(next) || text !== undefined) continue;
    seen.add(next);
    open.push(...partsOf(next));
  }
  return false;
}

/** What stands for texts: texts, numbers, bytes, addresses. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
  return value instanceof URL ? value.href : undefined;
}

function partsOf(value: object): unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value].flat(1);
  if (value instanceof Set) return [...value];
  return [...ownParts(value)].flat(1);
}

/** Own properties by their names, hidden ones too; what a getter would compute is not a part, but for the stack. */
function* ownParts(value: object): Generator<readonly [name: string | symbol, part: unknown]> {
  for (const name of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, name);
    if (property !== undefined && 'value' in property) yield [name, property.value];
    else if (name === 'stack' && value instanceof Error) yield [name, value.stack];
  }
}

const deepest = 64;

/** A copy with every text redacted. What refers back to itself, or lies deeper than 64 levels, is left out. */
export function redactedCopy(value: unknown, redact: Redact): unknown {
  const above = new Set<object>();
  const copy = (part: unknown): unknown => {
    const text = textOf(part);
    if (text !== undefined) return redactedText(part, text, redact);
    if (typeof part !== 'object' || part === null || part instanceof Date) return part;
    if (above.has(part) || above.size >= deepest) return '…';
    above.add(part);
    try {
      return copyOf(part, copy);
    } finally {
      above.delete(part);
    }
  };
  return copy(value);
}

/** Bytes and addresses stay what they are unless a secret is in them, numbers unless they are one as a whole. */
function redactedText(part: unknown, text: string, redact: Redact): unknown {
  const redacted = redact(text);
  if (typeof part === 'string') return redacted;
  if (redacted === text) return part;
  return typeof part === 'object' || !/\d/.test(redacted) ? redacted : part;
}

function copyOf(value: object, copy: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [copy(key), copy(item)]));
  if (value instanceof Set) return new Set([...value].map(copy));
  if (value instanceof Error) return copyOfError(value, copy);
  const isOpaque = Reflect.ownKeys(value).length === 0;
  return isOpaque ? value : Object.fromEntries(enumerableParts(value).map(([name, part]) => [copy(name), copy(part)]));
}

const enumerableParts = (value: object): [string, unknown][] =>
  [...ownParts(value)].flatMap(([name, part]) =>
    typeof name === 'string' && Object.prototype.propertyIsEnumerable.call(value, name) ? [[name, part]] : [],
  );

/** An error of the same class with the same properties, so that it is recognised as what it was. */
function copyOfError(error: Error, copy: (part: unknown) => unknown): Error {
  const target = new Error();
  Object.setPrototypeOf(target, Object.getPrototypeOf(error) as object);
  for (const [name, part] of ownParts(error)) {
    const enumerable = Object.prototype.propertyIsEnumerable.call(error, name);
    Object.defineProperty(target, name, { value: copy(part), enumerable, configurable: true, writable: true });
  }
  return target;
}
