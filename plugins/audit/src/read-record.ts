import type { AuditEvent } from './assemble.ts';
import { hexText, isNothing, withoutNulls } from './decode.ts';
import { fieldKind, type FieldKind } from './field-kinds.ts';
import { FieldScanner } from './scan-fields.ts';
import type { Place } from './place.ts';

export type Fields = Readonly<Record<string, string | null>>;

/** The fields that a type of record had last, in their order: the next one mostly has the same. */
interface Habit {
  readonly type: string;
  readonly kinds: FieldKind[];
  /** An object with their names, to be copied: quicker than adding one name after the other. */
  pattern: { readonly kinds: readonly FieldKind[]; readonly fields: Fields } | undefined;
}

/** Bounds of what is remembered of a log that repeats nothing. */
const mostTypes = 256;
const mostFields = 64;

/** Reads the fields of records. What logs repeat is not made again: names, and texts that are those of the record before. */
export class RecordReader {
  readonly #habits = new Map<string, Habit>();
  readonly #scanner = new FieldScanner();

  /** Adds a record to its event: what fills a column is read, the rest when somebody asks for it; fields of files fill none. */
  read(event: AuditEvent, place: Place): void {
    const { line, from } = place;
    const habit = this.#habitOf(place.type);
    event.records.push({ type: habit.type, line, from });
    if (habit.type === 'PATH') return;
    this.#scanner.start(line, from);
    for (let at = 0; this.#scanner.next(); at++) {
      const kind = this.#kindAt(habit, at, line);
      if (kind.slot >= 0) event.texts[kind.slot] ??= this.#textOf(kind, line);
      if (kind.argument >= 0) event.addArgument(kind, this.#textOf(kind, line));
    }
  }

  /** All fields by their names, decoded; null for `?`, `(null)`, `(none)` and nothing. Of fields with one name the last counts. */
  fieldsOf({ type, line, from }: Place): Fields {
    const habit = this.#habitOf(type);
    const kinds: FieldKind[] = [];
    const texts: (string | null)[] = [];
    this.#scanner.start(line, from);
    while (this.#scanner.next()) {
      const kind = this.#kindAt(habit, kinds.length, line);
      kinds.push(kind);
      texts.push(this.#textOf(kind, line));
    }
    return namedTexts(habit, kinds, texts);
  }

  #habitOf(type: string): Habit {
    const known = this.#habits.get(type);
    if (known !== undefined) return known;
    if (this.#habits.size >= mostTypes) this.#habits.clear();
    const habit: Habit = { type, kinds: [], pattern: undefined };
    this.#habits.set(type, habit);
    return habit;
  }

  #kindAt({ type, kinds }: Habit, at: number, line: string): FieldKind {
    const { nameFrom, nameTo } = this.#scanner;
    const usual = kinds[at];
    if (usual?.name.length === nameTo - nameFrom && line.startsWith(usual.name, nameFrom)) return usual;
    const kind = fieldKind(type, line.slice(nameFrom, nameTo));
    if (at < mostFields) kinds[at] = kind;
    return kind;
  }

  #textOf(kind: FieldKind, line: string): string | null {
    const { valueFrom, valueTo, isQuoted } = this.#scanner;
    if (valueFrom === valueTo) return null;
    const decoded = kind.isEncoded && !isQuoted ? hexText(line, valueFrom, valueTo) : undefined;
    if (decoded !== undefined) return kind.name === 'proctitle' ? withoutNulls(decoded) : decoded;
    const text = line.slice(valueFrom, valueTo);
    return !isQuoted && isNothing(text) ? null : text;
  }
}

/** Adds the names to an empty object only where they are not those of the record before. */
function namedTexts(habit: Habit, kinds: readonly FieldKind[], texts: readonly (string | null)[]): Fields {
  const isUsual =
    habit.pattern?.kinds.length === kinds.length && kinds.every((kind, i) => kind === habit.pattern?.kinds[i]);
  const fields: Record<string, string | null> = isUsual ? { ...habit.pattern?.fields } : {};
  for (let i = 0; i < kinds.length; i++) put(fields, kinds[i]?.name ?? '', texts[i] ?? null);
  if (!isUsual) habit.pattern = kinds.length > mostFields ? undefined : { kinds, fields: structuredClone(fields) };
  return fields;
}

function put(fields: Record<string, string | null>, name: string, text: string | null): void {
  if (name !== '__proto__') fields[name] = text;
  else Object.defineProperty(fields, name, { value: text, enumerable: true, writable: true, configurable: true });
}
