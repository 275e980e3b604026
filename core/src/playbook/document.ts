import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLParseError } from 'yaml';
import { requireNone, type PlaybookProblem, type Position } from './problem.ts';

export type Path = readonly (string | number)[];

/** A playbook is written by hand; a longer text is a mistake. */
const maxCharacters = 1_000_000;
const maxAliases = 100;

const quotingHint = "where a text has quotes, commas, braces or ': ' in it, put all of it in 'single quotes'";

/** A YAML text that knows where each of its values stands. */
export class PlaybookDocument {
  readonly file: string;
  /** The text as plain data. */
  readonly value: unknown;
  readonly #text: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  /** @throws PLAYBOOK_INVALID with every mistake of the YAML: syntax, keys twice, unknown or too many aliases. */
  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    this.#lines = new LineCounter();
    requireNone(file, text.length > maxCharacters ? [tooLong(text)] : []);
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      version: '1.2',
      logLevel: 'error',
    });
    requireNone(file, this.#syntaxProblems());
    this.value = this.#plain();
  }

  /** Where the value of a path stands; for what is not there, where it would have to be. */
  at(path: Path): Position {
    return this.#position(this.#find(path).node?.range?.[0] ?? 0);
  }

  /** Where the name of a path's value stands. */
  atKey(path: Path): Position {
    const { pair, node } = this.#find(path);
    const key = isPair(pair) && isScalar(pair.key) ? pair.key : undefined;
    return this.#position((key ?? node)?.range?.[0] ?? 0);
  }

  /** Where a character of a text stands, whichever way of YAML the text is written in. */
  within(path: Path, offset: number): Position {
    const { node } = this.#find(path);
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return this.at(path);
    const [start, end] = node.range;
    return this.#position(start + alignedOffset(this.#text.slice(start, end), node.value, offset));
  }

  /** Where the first value or name with this text stands below a path. */
  atText(below: Path, text: string): Position | undefined {
    let value: unknown = this.value;
    for (const name of below) value = isObject(value) ? Reflect.get(value, name) : undefined;
    const found = placeOfText(value, text, below);
    return found && (found.isName ? this.atKey(found.path) : this.at(found.path));
  }

  problem(path: Path, message: string): PlaybookProblem {
    return { ...this.at(path), message };
  }

  /** Only the first fault of the syntax: those behind it come from it. Keys twice come from nothing else. */
  #syntaxProblems(): PlaybookProblem[] {
    const { errors } = this.#document;
    const isRepetition = ({ code }: YAMLParseError): boolean => code === 'DUPLICATE_KEY';
    const first = errors.find((error) => !isRepetition(error));
    const told = errors.filter((error) => isRepetition(error) || error === first);
    return told.map((error) => {
      const { line, column } = this.#position(error.pos[0]);
      return { line, column, message: isRepetition(error) ? error.message : `${error.message}; ${quotingHint}` };
    });
  }

  #plain(): unknown {
    try {
      const value: unknown = this.#document.toJS({ maxAliasCount: maxAliases });
      return value;
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      requireNone(this.file, [{ line: 1, column: 1, message: `the aliases cannot be followed: ${problem}` }]);
      return undefined;
    }
  }

  #find(path: Path): { readonly node: Node | null; readonly pair?: Pair } {
    let node: Node | null = this.#document.contents;
    let pair: Pair | undefined;
    for (const name of path) {
      const parent: Node | undefined = isAlias(node) ? node.resolve(this.#document) : (node ?? undefined);
      if (isMap(parent)) {
        const inner: Pair | undefined = parent.items.find(({ key }) => isScalar(key) && key.value === name);
        if (inner === undefined) break;
        pair = inner;
        node = isNode(inner.value) ? inner.value : isNode(inner.key) ? inner.key : node;
      } else if (isSeq(parent)) {
        const item: unknown = parent.items[Number(name)];
        if (!isNode(item)) break;
        pair = undefined;
        node = item;
      } else break;
    }
    return pair === undefined ? { node } : { node, pair };
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

interface TextPlace {
  readonly path: Path;
  readonly isName: boolean;
}

function placeOfText(value: unknown, text: string, path: Path): TextPlace | undefined {
  if (value === text) return { path, isName: false };
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    const found = placeOfText(inner, text, at) ?? (name === text ? { path: at, isName: true } : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'range' in value;

function tooLong(text: string): PlaybookProblem {
  const message = `the text has ${text.length.toLocaleString('en')} characters; a playbook has at most ${maxCharacters.toLocaleString('en')}`;
  return { line: 1, column: 1, message };
}

/**
 * Offset in the source of character `offset` of the value: quotes, block headers, indentation and folding are in the
 * source only, so each character of the value is looked for from where the one before was found.
 */
function alignedOffset(source: string, value: string, offset: number): number {
  let at = bodyStart(source);
  for (let i = 0; i < Math.min(offset, value.length); i++) {
    const character = value[i] ?? '';
    if (/\s/.test(character)) continue;
    const found = source.indexOf(character, at);
    if (found === -1) return at;
    at = found + 1;
  }
  const wanted = value[offset];
  if (wanted === undefined || /\s/.test(wanted)) return at;
  const found = source.indexOf(wanted, at);
  return found === -1 ? at : found;
}

function bodyStart(source: string): number {
  if (/^["']/.test(source)) return 1;
  return /^[|>]/.test(source) ? source.indexOf('\n') + 1 : 0;
}
