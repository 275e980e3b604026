/** A part of a text. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly run: string;
}

/** Characters of ASCII, by their code. */
export type Alphabet = Uint8Array;

export function alphabet(letters: string): Alphabet {
  const table = new Uint8Array(128);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

/** A stretch of a text, without the text of it. */
export type Span = Pick<Run, 'start' | 'end'>;

interface RunOptions {
  readonly letters: Alphabet;
  readonly shortest: number;
  /** Most equals signs that belong to a run behind its letters. */
  readonly padding: number;
  /** Where to look. Each span ends where no letter follows. Default: everywhere. */
  readonly within?: readonly Span[];
}

/**
 * Longest stretches of letters of an alphabet, each with up to `padding` equals signs behind. Loops, since a regular
 * expression keeps a way back for each letter and runs out of room after some millions.
 */
export function runsIn(text: string, options: RunOptions): Run[] {
  const runs: Run[] = [];
  for (const span of options.within ?? [{ start: 0, end: text.length }]) addRuns(runs, text, span, options);
  return runs;
}

/** Looks at the last letter a run would need first: where that is none, no run begins before it. */
function addRuns(runs: Run[], text: string, span: Span, { letters, shortest, padding }: RunOptions): void {
  let start = span.start;
  while (start + shortest <= span.end) {
    let last = start + shortest - 1;
    while (last >= start && letters[text.charCodeAt(last)] === 1) last -= 1;
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let end = start + shortest;
    while (end < span.end && letters[text.charCodeAt(end)] === 1) end += 1;
    for (let i = 0; i < padding && text.charAt(end) === '='; i++) end += 1;
    runs.push({ start, end, run: text.slice(start, end) });
    start = end;
  }
}

/** Without the equals signs behind. */
export function withoutPadding(run: string): string {
  let end = run.length;
  while (end > 0 && run.charAt(end - 1) === '=') end -= 1;
  return end === run.length ? run : run.slice(0, end);
}

/** Matches that follow each other directly as one, where there are at least `fewest` of them. */
export function repeated(text: string, pattern: RegExp, fewest: number): Run[] {
  const runs: Run[] = [];
  let start = -1;
  let end = -1;
  let count = 0;
  const close = (): void => {
    if (count >= fewest) runs.push({ start, end, run: text.slice(start, end) });
  };
  for (const { index, 0: match } of text.matchAll(pattern)) {
    if (index !== end) {
      close();
      start = index;
      count = 0;
    }
    end = index + match.length;
    count += 1;
  }
  close();
  return runs;
}

/** Stretches without white space, quotes and angle brackets. */
export function* tokensIn(text: string): Generator<Run> {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !isBreak(text.charCodeAt(at))) continue;
    if (at > start) yield { start, end: at, run: text.slice(start, at) };
    start = at + 1;
  }
}

const breaks = new Set(Array.from(' \t\n\r\v\f"\'<>', (letter) => letter.charCodeAt(0)));

const isBreak = (code: number): boolean => breaks.has(code);
