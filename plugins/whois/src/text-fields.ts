/** One `key: value` of an answer; keys in lower case with single spaces. Fields of one paragraph have its number. */
export interface Field {
  readonly key: string;
  readonly value: string;
  readonly paragraph: number;
}

/** `Key: value`, `Key......: value`, `Key       : value`. */
const colon = /^\s*([\p{L}][\p{L}\p{N} _/().'-]{0,60}?)\.*\s*:(?!\/\/)\s*(.*)$/u;
/** `[Key]   value`, `a. [Key]   value`: .jp. */
const brackets = /^(?:\p{L}\. )?\[([^\]]+)\]\s*(.*)$/u;

/**
 * The fields of an answer in the forms of registries: one a line, or a key with indented lines below it. Comments
 * (`%`, `#`, `;`) and what is no field are passed over. Time: linear in the text.
 */
export function fieldsOf(text: string): Field[] {
  const fields: Field[] = [];
  let paragraph = 0;
  let open: { readonly key: string; readonly indent: number } | undefined;
  for (const line of text.slice(0, 500_000).split(/\r\n|\n|\r/)) {
    if (line.trim() === '') {
      paragraph += 1;
      open = undefined;
      continue;
    }
    if (/^\s*[%#;*]/.test(line) || line.startsWith('>>>')) continue;
    const indent = line.length - line.trimStart().length;
    const [, key = '', value = ''] = brackets.exec(line.slice(0, 2_000)) ?? colon.exec(line.slice(0, 2_000)) ?? [];
    const isBelow = open !== undefined && indent > open.indent;
    if (key !== '' && !(isBelow && value === '')) {
      if (value === '') open = { key: plain(key), indent };
      else if (isBelow && open !== undefined && !/\S/.test(key)) open = undefined;
      if (value !== '') fields.push({ key: plain(key), value: value.trim(), paragraph });
      if (value !== '' && !isBelow) open = undefined;
    } else if (isBelow && open !== undefined) fields.push({ key: open.key, value: line.trim(), paragraph });
  }
  return fields;
}

const plain = (key: string): string => key.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** The fields, asked by any of several keys; the first that has a value counts. */
export class Fields {
  readonly #all: readonly Field[];

  constructor(all: readonly Field[]) {
    this.#all = all.filter(({ value }) => !isRedacted(value));
  }

  one(...keys: readonly string[]): string | undefined {
    for (const key of keys) {
      const found = this.#all.find((field) => field.key === key);
      if (found !== undefined) return found.value;
    }
    return undefined;
  }

  all(...keys: readonly string[]): string[] {
    return this.#all.filter(({ key }) => keys.includes(key)).map(({ value }) => value);
  }

  /** Those of the paragraphs in which none of the keys stands. */
  paragraphsWithout(...keys: readonly string[]): Fields {
    const left = new Set(this.#all.filter(({ key }) => keys.includes(key)).map(({ paragraph }) => paragraph));
    return new Fields(this.#all.filter(({ paragraph }) => !left.has(paragraph)));
  }

  /** Those of the paragraphs in which one of the keys stands. */
  paragraphsWith(...keys: readonly string[]): Fields[] {
    const numbers = new Set(this.#all.filter(({ key }) => keys.includes(key)).map(({ paragraph }) => paragraph));
    return [...numbers].map((number) => new Fields(this.#all.filter(({ paragraph }) => paragraph === number)));
  }
}

/** What stands where something is not told. */
export const isRedacted = (text: string): boolean =>
  /^(.*\bredacted\b.*|data protected.*|not disclosed.*|statutory masking enabled|n\/a|none|-+|withheld.*|(identity|personal data)[\s\S]*protect.*|non-public data|select request email form.*)$/i.test(
    text.trim(),
  );
