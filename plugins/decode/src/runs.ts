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

/**
 * Longest stretches of letters of an alphabet, each with up to `padding` equals signs behind. A loop, since a regular
 * expression keeps a way back for each letter and runs out of room after some millions.
 */
export function runsIn(
  text: string,
  letters: Alphabet,
  { shortest, padding }: { readonly shortest: number; readonly padding: number },
): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < text.length; at++) {
    if (letters[text.charCodeAt(at)] !== 1) continue;
    let end = at + 1;
    while (end < text.length && letters[text.charCodeAt(end)] === 1) end += 1;
    const isLong = end - at >= shortest;
    for (let i = 0; isLong && i < padding && text.charAt(end) === '='; i++) end += 1;
    if (isLong) runs.push({ start: at, end, run: text.slice(at, end) });
    at = end;
  }
  return runs;
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
