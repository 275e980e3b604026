import { parsePattern, type PatternNode } from './pattern-syntax.ts';

/** Tells whether a pattern occurs in a text. */
export type Matcher = (text: string) => boolean;

type Test = (character: string) => boolean;

/** What stands before a character, or after it, as far as `^`, `$` and `\b` can tell. */
type Beside = 'edge' | 'line end' | 'word' | 'other';
type Look = (before: Beside, after: Beside) => boolean;

/** One instruction of a program; numbers are the instructions that may come next. */
type Instruction =
  | { readonly kind: 'read'; readonly test: Test; readonly next: number }
  | { readonly kind: 'look'; readonly look: Look; readonly next: number }
  | { readonly kind: 'fork'; readonly nexts: readonly number[] }
  | { readonly kind: 'done' };

const maxInstructions = 20_000;

/**
 * Whether a pattern occurs anywhere in a text, in time proportional to the text whatever the pattern: patterns come from
 * playbooks and texts from intruders, and a backtracking engine can be made to run for years. All states are followed at
 * once (K. Thompson, Regular Expression Search Algorithm, CACM 11(6), 1968); what follows a set of states is remembered.
 * @throws Error that says what in the pattern cannot be read.
 */
export function compilePattern(pattern: string): Matcher {
  const { node, flags } = parsePattern(pattern);
  const automaton = new Automaton(new ProgramBuilder(flags).build(node));
  return (text) => automaton.matches(text);
}

class ProgramBuilder {
  readonly #instructions: Instruction[] = [{ kind: 'done' }];
  readonly #flags: string;

  constructor(flags: string) {
    this.#flags = flags;
  }

  build(node: PatternNode): Program {
    const start = this.#add(node, 0);
    return { instructions: this.#instructions, start };
  }

  /** Adds a node that goes on with instruction `next`; gives its own first one. */
  #add(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'set':
        return this.#push({ kind: 'read', test: characterTest(node.source, this.#flags), next });
      case 'assert':
        return this.#push({ kind: 'look', look: lookFor(node.at, this.#flags.includes('m')), next });
      case 'all':
        return node.parts.reduceRight((after, part) => this.#add(part, after), next);
      case 'any':
        return this.#push({ kind: 'fork', nexts: node.choices.map((choice) => this.#add(choice, next)) });
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat({ part, min, max }: PatternNode & { kind: 'repeat' }, next: number): number {
    let start = next;
    if (max === Infinity) {
      start = this.#push({ kind: 'fork', nexts: [] });
      this.#instructions[start] = { kind: 'fork', nexts: [this.#add(part, start), next] };
    } else for (let i = min; i < max; i++) start = this.#push({ kind: 'fork', nexts: [this.#add(part, start), next] });
    for (let i = 0; i < min; i++) start = this.#add(part, start);
    return start;
  }

  #push(instruction: Instruction): number {
    if (this.#instructions.length >= maxInstructions) throw new Error('the pattern is too large');
    return this.#instructions.push(instruction) - 1;
  }
}

interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** The test of one character; answers for ASCII are kept. */
function characterTest(source: string, flags: string): Test {
  const expression = new RegExp(`^${source}$`, `u${flags.replaceAll('m', '')}`);
  const known = Array.from({ length: 128 }, (_, code) => expression.test(String.fromCharCode(code)));
  return (character) => known[character.codePointAt(0) ?? 0] ?? expression.test(character);
}

function lookFor(at: 'start' | 'end' | 'boundary' | 'inside', isPerLine: boolean): Look {
  const isEdge = (beside: Beside): boolean => beside === 'edge' || (isPerLine && beside === 'line end');
  switch (at) {
    case 'start':
      return (before) => isEdge(before);
    case 'end':
      return (_, after) => isEdge(after);
    case 'boundary':
      return (before, after) => (before === 'word') !== (after === 'word');
    case 'inside':
      return (before, after) => (before === 'word') === (after === 'word');
  }
}

function besideOf(character: string): Beside {
  if (character === '\n') return 'line end';
  return /^\w$/.test(character) ? 'word' : 'other';
}

/** Where the program may be between two characters. */
interface State {
  readonly waiting: readonly number[];
  readonly before: Beside;
  /** What follows, by character; true = the pattern has occurred. */
  readonly next: Map<number, State | true>;
  isMatchAtEnd: boolean | undefined;
}

/** States and steps between them remembered at once; then memory begins anew, so that hostile texts cannot fill it. */
const maxStates = 2_000;
const maxSteps = 100_000;

class Automaton {
  readonly #program: Program;
  readonly #states = new Map<string, State>();
  #start: State;
  #steps = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#start = this.#state([], 'edge');
  }

  matches(text: string): boolean {
    let state = this.#start;
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i) ?? 0;
      if (code > 0xffff) i++;
      let next = state.next.get(code);
      if (next === undefined) {
        next = this.#after(state, String.fromCodePoint(code));
        state.next.set(code, next);
        this.#steps++;
      }
      if (next === true) return true;
      state = next;
    }
    return (state.isMatchAtEnd ??= this.#reached(state, 'edge') === undefined);
  }

  #after(state: State, character: string): State | true {
    const beside = besideOf(character);
    const readers = this.#reached(state, beside);
    if (readers === undefined) return true;
    const next = new Set<number>();
    for (const reader of readers) if (reader.test(character)) next.add(reader.next);
    return this.#state(
      [...next].sort((left, right) => left - right),
      beside,
    );
  }

  /** The instructions that read the next character; undefined when the pattern has occurred. It may begin anywhere. */
  #reached({ waiting, before }: State, after: Beside): (Instruction & { kind: 'read' })[] | undefined {
    const { instructions, start } = this.#program;
    const entered = [start, ...waiting];
    const seen = new Set<number>();
    const readers: (Instruction & { kind: 'read' })[] = [];
    for (let number = entered.pop(); number !== undefined; number = entered.pop()) {
      if (seen.has(number)) continue;
      seen.add(number);
      const instruction = instructions[number];
      if (instruction === undefined || instruction.kind === 'done') return undefined;
      if (instruction.kind === 'read') readers.push(instruction);
      else if (instruction.kind === 'fork') entered.push(...instruction.nexts);
      else if (instruction.look(before, after)) entered.push(instruction.next);
    }
    return readers;
  }

  #state(waiting: readonly number[], before: Beside): State {
    const key = `${before} ${waiting.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = { waiting, before, next: new Map(), isMatchAtEnd: undefined };
    if (this.#states.size >= maxStates || this.#steps >= maxSteps) this.#forget();
    this.#states.set(key, state);
    return state;
  }

  #forget(): void {
    this.#states.clear();
    this.#steps = 0;
    this.#start = { waiting: [], before: 'edge', next: new Map(), isMatchAtEnd: undefined };
  }
}
