/** Audit logs read the plain way: every record an object, every event put together from them. What the quick way must give. */

interface Field {
  readonly name: string;
  readonly value: string;
  readonly isQuoted: boolean;
}

const encoded = new Set(
  'acct cmd comm cwd data dir exe file grp iuid key name new-chardev new-disk new-fs new-rng new_group ocomm old-chardev old-disk old-fs old-rng path proctitle sw vm watch'.split(
    ' ',
  ),
);
const nothing = new Set(['?', '(null)', '(none)']);
const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9A-F]+$/.test(text);
const unhex = (text: string): string => Buffer.from(text, 'hex').toString('utf8');
/** Blanks, ends of lines and the sign before interpretations. */
const blank = new RegExp(`[ ${String.fromCharCode(0x1d)}\\n\\r]`);
const argument = /^a(\d{1,7})(?:\[(\d{1,7})\])?$/;

function textOf(type: string, { name, value, isQuoted }: Field): string | null {
  if (value === '' || (!isQuoted && nothing.has(value))) return null;
  const isEncoded = encoded.has(name) || (type === 'EXECVE' && argument.test(name));
  if (isQuoted || !isEncoded || !isHex(value)) return value;
  return name === 'proctitle' ? unhex(value).replaceAll('\0', ' ').trimEnd() : unhex(value);
}

/** Fields between `name=` and the blank or quote that ends them; `msg='…'` holds fields of its own. */
export function plainFields(text: string, isInside = false): Field[] {
  const fields: Field[] = [];
  let rest = text;
  for (let equals = rest.indexOf('='); equals >= 0; equals = rest.indexOf('=')) {
    const name = rest.slice(0, equals).split(blank).at(-1) ?? '';
    rest = rest.slice(equals + 1);
    if (rest.startsWith("'") && !isInside) {
      const last = rest.lastIndexOf("'");
      const inside = last > 0 ? rest.slice(1, last) : rest.slice(1);
      const own = plainFields(inside, true);
      fields.push(...(own.length > 0 ? own : [{ name, value: inside, isQuoted: true }]));
      rest = last > 0 ? rest.slice(last + 1) : '';
      continue;
    }
    const isQuoted = rest.startsWith('"');
    const end = isQuoted ? rest.indexOf('"', 1) : rest.search(blank);
    const value = rest.slice(isQuoted ? 1 : 0, end < 0 ? rest.length : end);
    fields.push({ name, value, isQuoted });
    rest = end < 0 ? '' : rest.slice(isQuoted ? end + 1 : end);
  }
  return fields;
}

interface PlainEvent {
  readonly id: string;
  readonly records: { readonly type: string; readonly fields: readonly Field[] }[];
}

function argsOf(fields: readonly Field[]): string[] {
  const args: Field[][] = [];
  for (const field of fields) {
    const [, index, part] = argument.exec(field.name) ?? [];
    if (index !== undefined) (args[Number(index)] ??= [])[Number(part ?? 0)] = field;
  }
  return Array.from(args, (parts: readonly Field[] | undefined) => {
    const known = (parts ?? []).filter((part) => part !== undefined);
    const isBytes = ({ value, isQuoted }: Field): boolean => !isQuoted && isHex(value);
    if (known.every(isBytes)) return unhex(known.map(({ value }) => value).join(''));
    return known.map((part) => (isBytes(part) ? unhex(part.value) : part.value)).join('');
  });
}

const numbers = ['pid', 'ppid', 'auid', 'uid', 'euid', 'gid', 'egid', 'ses', 'argc'];
const ids = ['auid', 'uid', 'euid', 'gid', 'egid', 'ses'];
const texts = 'exe comm cwd proctitle cmd syscall success exit key tty terminal acct op res hostname addr'.split(' ');

function plainRow({ id, records }: PlainEvent): Readonly<Record<string, unknown>> {
  const first = (name: string): string | null => {
    for (const { type, fields } of records)
      for (const field of type === 'PATH' ? [] : fields) {
        const text = field.name === name ? textOf(type, field) : null;
        if (text !== null) return text;
      }
    return null;
  };
  const number = (name: string): number | null => {
    const text = first(name);
    if (text === null || !/^-?\d{1,15}$/.test(text)) return null;
    return ids.includes(name) && ['4294967295', '-1'].includes(String(Number(text))) ? null : Number(text) + 0; // never -0
  };
  const types = records.map(({ type }) => type);
  const args = types.includes('EXECVE') ? argsOf(records.flatMap(({ type, fields }) => (type === 'EXECVE' ? fields : []))) : null; // prettier-ignore
  const named = ({ type, fields }: PlainEvent['records'][number]): unknown => Object.fromEntries(fields.map((field) => [field.name, textOf(type, field)])); // prettier-ignore
  return {
    mssg_id: id,
    EventType: args !== null && types.includes('SYSCALL') ? 'SYSCALL_EXECVE' : types[0],
    types,
    args,
    cmdline: args?.join(' ') ?? null,
    paths: records.filter(({ type }) => type === 'PATH').map(named),
    records: records.map((record) => ({ type: record.type, fields: named(record) })),
    ...Object.fromEntries(numbers.map((name) => [name, number(name)])),
    ...Object.fromEntries(texts.map((name) => [name, first(name)])),
  };
}

/** The events of lines `type=X msg=audit(id): fields`, by the place of their first record. */
export function plainRows(lines: readonly string[]): Readonly<Record<string, unknown>>[] {
  const events = new Map<string, PlainEvent>();
  for (const line of lines) {
    const [, type = '', id = '', rest = ''] = /^type=(\S+) msg=audit\(([^)]+)\):(.*)$/s.exec(line) ?? [];
    const event = events.get(id) ?? { id, records: [] };
    event.records.push({ type, fields: plainFields(rest) });
    events.set(id, event);
  }
  return [...events.values()].map(plainRow);
}
