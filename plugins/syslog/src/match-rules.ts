import type { Rule } from './rules.ts';

/** Longer commands are looked at up to here. */
export const longestCommand = 1024 * 1024;

/** A function from a command to the rules that it matches, in their order. Its time grows with the command's length. */
export function ruleMatcher(rules: readonly Rule[]): (command: string) => readonly Rule[] {
  const compiled = rules.map((rule) => ({ rule, matches: compile(rule) }));
  const wanted = new Set(rules.flatMap(({ words = [] }) => words.map((word) => word.toLowerCase())));
  const known = new Map<string, readonly Rule[]>();
  return (written) => {
    const remembered = known.get(written);
    if (remembered !== undefined) return remembered;
    const text = written.slice(0, longestCommand).toLowerCase();
    const words = wordsOf(text, wanted);
    const matching = compiled.filter(({ matches }) => matches(text, words)).map(({ rule }) => rule);
    if (known.size < 50_000 && written.length < 4096) known.set(written, matching);
    return matching;
  };
}

type Matches = (text: string, words: ReadonlySet<string>) => boolean;

function compile({ words, all, any, none }: Rule): Matches {
  const lower = (list: readonly string[] | undefined): readonly string[] | undefined =>
    list?.map((term) => term.toLowerCase());
  const [ownWords, everything, one, nothing] = [lower(words), split(lower(all)), split(lower(any)), split(lower(none))];
  return (text, inText) =>
    (ownWords?.some((word) => inText.has(word)) ?? true) &&
    (everything?.every((parts) => holds(text, parts)) ?? true) &&
    (one?.some((parts) => holds(text, parts)) ?? true) &&
    !(nothing?.some((parts) => holds(text, parts)) ?? false);
}

const split = (list: readonly string[] | undefined): readonly (readonly string[])[] | undefined =>
  list?.map((term) => term.split('*').filter((part) => part !== ''));

/** Whether the parts stand one after the other: each is looked for behind the one before, never again. */
function holds(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

/** Which of the wanted words are in the text, between blanks, quotes and signs of the shell; of paths the file name, too. */
function wordsOf(text: string, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const word of text.split(/[\s;|&(){}<>"'`=]/)) {
    if (wanted.has(word)) words.add(word);
    const slash = word.lastIndexOf('/');
    if (slash < 0) continue;
    const name = word.slice(slash + 1);
    if (wanted.has(name)) words.add(name);
  }
  return words;
}
