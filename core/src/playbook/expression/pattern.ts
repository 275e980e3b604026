import { parsePattern, type PatternNode } from './pattern-syntax.ts';

/** Tells whether a pattern occurs in a text. */
export type Matcher = (text: string) => boolean;

type Test = (character: string) => boolean;
type Look = (text: readonly string[], i: number) => boolean;

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
 * once (K. Thompson, Regular Expression Search Algorithm, CACM 11(6), 1968).
 * @throws Error that says what in the pattern cannot be read.
 */
export function compilePattern(pattern: string): Matcher {
  const { node, flags } = parsePattern(pattern);
  const program = new ProgramBuilder(flags).build(node);
  return (text) => runs(program, Array.from(text));
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

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);

function lookFor(at: 'start' | 'end' | 'boundary' | 'inside', isPerLine: boolean): Look {
  switch (at) {
    case 'start':
      return (text, i) => i === 0 || (isPerLine && text[i - 1] === '\n');
    case 'end':
      return (text, i) => i === text.length || (isPerLine && text[i] === '\n');
    case 'boundary':
      return (text, i) => isWord(text[i - 1]) !== isWord(text[i]);
    case 'inside':
      return (text, i) => isWord(text[i - 1]) === isWord(text[i]);
  }
}

function runs({ instructions, start }: Program, text: readonly string[]): boolean {
  // `seenAt[instruction]` is the last position at which it was entered: each is entered once per position.
  const seenAt = new Int32Array(instructions.length).fill(-1);
  let waiting: (Instruction & { kind: 'read' })[] = [];
  for (let i = 0; i <= text.length; i++) {
    const entered = [start];
    for (const { test, next } of waiting) if (test(text[i - 1] ?? '')) entered.push(next);
    waiting = [];
    for (let number = entered.pop(); number !== undefined; number = entered.pop()) {
      if (seenAt[number] === i) continue;
      seenAt[number] = i;
      const instruction = instructions[number];
      if (instruction === undefined || instruction.kind === 'done') return true;
      if (instruction.kind === 'read') waiting.push(instruction);
      else if (instruction.kind === 'fork') entered.push(...instruction.nexts);
      else if (instruction.look(text, i)) entered.push(instruction.next);
    }
  }
  return false;
}
