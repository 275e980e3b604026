/** A pattern taken apart. A set is one character by the source of its class. */
export type PatternNode =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'boundary' | 'inside' }
  | { readonly kind: 'all'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'any'; readonly choices: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

export interface Pattern {
  readonly node: PatternNode;
  /** Any of `i` (case ignored), `s` (a dot is a line end too), `m` (^ and $ at every line). */
  readonly flags: string;
}

const maxRepeat = 1_000;
const maxDepth = 100;
const assertions = { '\\b': 'boundary', '\\B': 'inside', '^': 'start', $: 'end' } as const;

/**
 * Reads a pattern in the syntax that RE2 and JavaScript share, without what cannot be matched in linear time. Flags for
 * the whole pattern come first: `(?i)`. Syntax: https://github.com/google/re2/wiki/Syntax, read 2026-11-20.
 * @throws Error that says what cannot be read, and where.
 */
export function parsePattern(text: string): Pattern {
  const flags = /^\(\?([ims]+)\)/.exec(text);
  const reader = new PatternReader(text, flags?.[0].length ?? 0);
  return { node: reader.whole(), flags: flags?.[1] ?? '' };
}

class PatternReader {
  readonly #text: string;
  #at: number;
  #depth = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  whole(): PatternNode {
    const node = this.#choices();
    if (this.#at < this.#text.length) throw this.#wrong("a ')' without its '('");
    return node;
  }

  #choices(): PatternNode {
    if (++this.#depth > maxDepth) throw this.#wrong(`groups more than ${maxDepth} deep`);
    const choices = [this.#sequence()];
    while (this.#take('|')) choices.push(this.#sequence());
    this.#depth--;
    return choices.length === 1 ? (choices[0] ?? nothing) : { kind: 'any', choices };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) parts.push(this.#repeated());
    return { kind: 'all', parts };
  }

  #repeated(): PatternNode {
    let part = this.#atom();
    for (;;) {
      const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})[?]?/.exec(this.#rest());
      if (found === null) return part;
      this.#at += found[0].length;
      part = { kind: 'repeat', part, ...this.#range(found) };
    }
  }

  #range([, sign, min = '', comma, max = '']: RegExpExecArray): { min: number; max: number } {
    if (sign === '?') return { min: 0, max: 1 };
    if (sign !== undefined) return { min: sign === '*' ? 0 : 1, max: Infinity };
    const least = Number(min);
    const most = comma === undefined ? least : max === '' ? Infinity : Number(max);
    if (least > maxRepeat || (most !== Infinity && most > maxRepeat)) throw this.#wrong(`more than ${maxRepeat} times`);
    if (most < least) throw this.#wrong('a range that ends before it begins');
    return { min: least, max: most };
  }

  #atom(): PatternNode {
    if (this.#sees('(')) return this.#group();
    if (this.#sees('[')) return this.#class();
    if (/^[*+?]/.test(this.#rest())) throw this.#wrong('nothing to repeat');
    const token = /^(?:\\(?:[pP]\{[^}]*\}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^])|[^])/u.exec(this.#rest())?.[0];
    if (token === undefined || token === '\\') throw this.#wrong('a lonely backslash');
    if (/^\\[1-9k]/.test(token)) throw this.#wrong(`the back reference '${token}', which has no linear time`);
    this.#at += token.length;
    if (token in assertions) return { kind: 'assert', at: assertions[token as keyof typeof assertions] };
    return this.#set(/^[\]{}]$/.test(token) ? `\\${token}` : plainEscapes(token, meaningful), token);
  }

  #group(): PatternNode {
    const open = /^\((?:\?(?::|P?<[A-Za-z_]\w*>))?/.exec(this.#rest())?.[0] ?? '(';
    this.#at += open.length;
    if (this.#sees('?')) throw this.#wrong('a group of this kind, such as looking ahead, which has no linear time');
    const node = this.#choices();
    if (!this.#take(')')) throw this.#wrong("a '(' without its ')'");
    return node;
  }

  #class(): PatternNode {
    const found = /^\[\^?(?:\\[^]|[^\]\\])+\]/.exec(this.#rest())?.[0];
    if (found === undefined) throw this.#wrong("a '[' without its ']'");
    this.#at += found.length;
    return this.#set(plainEscapes(found, meaningfulInClass), found);
  }

  #set(source: string, shown: string): PatternNode {
    try {
      void new RegExp(source, 'u');
    } catch {
      throw this.#wrong(`'${shown}'`);
    }
    return { kind: 'set', source };
  }

  #rest = (): string => this.#text.slice(this.#at);
  #sees = (sign: string): boolean => this.#text[this.#at] === sign;

  #take(sign: string): boolean {
    if (!this.#sees(sign)) return false;
    this.#at++;
    return true;
  }

  #wrong = (what: string): Error =>
    new Error(`the pattern '${this.#text}' cannot be used: ${what} (character ${this.#at + 1})`);
}

const nothing: PatternNode = { kind: 'all', parts: [] };

const meaningful = /[\w\\^$.*+?()[\]{}|/]/;
const meaningfulInClass = /[\w\\^$.*+?()[\]{}|/-]/;

/** Any sign may be written with a backslash; JavaScript's strict form takes only those that mean something. */
const plainEscapes = (source: string, kept: RegExp): string =>
  source.replaceAll(/\\([^])/g, (whole, sign: string) => (kept.test(sign) ? whole : sign));
