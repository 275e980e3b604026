/** One comparison of a STIX pattern: `ipv4-addr:value = '…'`. */
export interface Comparison {
  /** Object and path as written, such as `file:hashes.'SHA-256'`. */
  readonly path: string;
  readonly operator: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A STIX pattern as a tree; a qualifier (`WITHIN 5 MINUTES`) makes its part more than the comparison in it. */
export type Pattern =
  | { readonly type: 'comparison'; readonly comparison: Comparison }
  | { readonly type: 'or' | 'and'; readonly parts: readonly Pattern[] }
  | { readonly type: 'qualified'; readonly part: Pattern };

const token =
  /\s+|'((?:[^'\\]|\\.)*)'|(\[|\]|\(|\)|,)|(!=|<=|>=|=|<|>)|([A-Za-z0-9_-]+:(?:[A-Za-z0-9_.-]|\[(?:\d+|\*)\]|'(?:[^'\\]|\\.)*')+)|((?:[hbt]'(?:[^'\\]|\\.)*')|[A-Za-z0-9_.+-]+)/gy;

interface Token {
  readonly type: 'text' | 'mark' | 'operator' | 'path' | 'word' | 'end';
  readonly text: string;
  readonly at: number;
}

const maxDepth = 64;

/**
 * Reads a pattern of STIX 2.1 (OASIS Standard, 10 June 2021, section 9): observations in brackets with AND, OR,
 * FOLLOWEDBY and qualifiers, in them comparisons with AND, OR, NOT and parentheses. AND binds closer than OR.
 * @throws SyntaxError that says what was expected where
 */
export function parseStixPattern(text: string): Pattern {
  const reader = new PatternReader(tokensOf(text));
  const pattern = reader.observations();
  reader.expect('end');
  return pattern;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new SyntaxError(`unexpected '${text[at] ?? ''}' at character ${at + 1}`);
    const [, quoted, mark, operator, path, word] = match;
    if (quoted !== undefined) tokens.push({ type: 'text', text: quoted.replaceAll(/\\(.)/gs, '$1'), at });
    else if (mark !== undefined) tokens.push({ type: 'mark', text: mark, at });
    else if (operator !== undefined) tokens.push({ type: 'operator', text: operator, at });
    else if (path !== undefined) tokens.push({ type: 'path', text: path, at });
    else if (word !== undefined) tokens.push({ type: 'word', text: word, at });
  }
  tokens.push({ type: 'end', text: 'the end', at: text.length });
  return tokens;
}

class PatternReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  observations(): Pattern {
    return this.#chain(['FOLLOWEDBY'], 'and', () =>
      this.#chain(['OR'], 'or', () => this.#chain(['AND'], 'and', () => this.#observation())),
    );
  }

  #observation(): Pattern {
    const grouped = this.#takes('(');
    if (!grouped) this.expect('mark', '[');
    let part = this.#nested(() => (grouped ? this.observations() : this.#comparisons()));
    this.expect('mark', grouped ? ')' : ']');
    for (let words = this.#qualifier(); words > 0; words = this.#qualifier()) part = { type: 'qualified', part };
    return part;
  }

  /** Words of the qualifier that comes next, now read; 0 when none does. */
  #qualifier(): number {
    const words = { WITHIN: 3, REPEATS: 3, START: 4 }[this.#peek().text.toUpperCase()] ?? 0;
    this.#next += this.#peek().type === 'word' ? words : 0;
    return this.#next <= this.#tokens.length - 1 ? words : this.#fail('the rest of a qualifier');
  }

  #comparisons(): Pattern {
    return this.#chain(['OR'], 'or', () => this.#chain(['AND'], 'and', () => this.#comparison()));
  }

  #comparison(): Pattern {
    if (this.#takes('(')) {
      const part = this.#nested(() => this.#comparisons());
      this.expect('mark', ')');
      return part;
    }
    if (this.#takesWord('EXISTS'))
      return {
        type: 'comparison',
        comparison: { path: this.expect('path').text, operator: 'EXISTS', values: [], negated: false },
      };
    const path = this.expect('path').text;
    const negated = this.#takesWord('NOT');
    const operator = this.#operator();
    const values = operator === 'IN' ? this.#list() : [this.#value()];
    return { type: 'comparison', comparison: { path, operator, values, negated: negated || operator === '!=' } };
  }

  #operator(): string {
    const { type, text } = this.#peek();
    const known = type === 'operator' || /^(IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET)$/i.test(text);
    if (!known) return this.#fail('a comparison operator');
    this.#next++;
    return text.toUpperCase();
  }

  #list(): string[] {
    this.expect('mark', '(');
    const values = [this.#value()];
    while (this.#takes(',')) values.push(this.#value());
    this.expect('mark', ')');
    return values;
  }

  #value(): string {
    const { type, text } = this.#peek();
    if (type !== 'text' && type !== 'word') return this.#fail('a value');
    this.#next++;
    return text;
  }

  #chain(words: readonly string[], type: 'or' | 'and', part: () => Pattern): Pattern {
    const parts = [part()];
    while (words.some((word) => this.#takesWord(word))) parts.push(part());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { type, parts };
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw new SyntaxError(`more than ${maxDepth} parentheses inside one another`);
    const result = read();
    this.#depth--;
    return result;
  }

  #takes(mark: string): boolean {
    const taken = this.#peek().type === 'mark' && this.#peek().text === mark;
    if (taken) this.#next++;
    return taken;
  }

  #takesWord(word: string): boolean {
    const taken = this.#peek().type === 'word' && this.#peek().text.toUpperCase() === word;
    if (taken) this.#next++;
    return taken;
  }

  expect(type: Token['type'], text?: string): Token {
    const found = this.#peek();
    if (found.type !== type || (text !== undefined && found.text !== text))
      return this.#fail(text ?? (type === 'end' ? 'the end' : `a ${type}`));
    this.#next++;
    return found;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { type: 'end', text: 'the end', at: 0 };
  }

  #fail(wanted: string): never {
    const { text, at } = this.#peek();
    throw new SyntaxError(`'${text}' at character ${at + 1} where ${wanted} is expected`);
  }
}
