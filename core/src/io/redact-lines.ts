/** Replaces each match of a global pattern, also where the text breaks it over several lines, with or without indentation. */
export function replaceWhere(pattern: RegExp, text: string, mark: string): string {
  const replaced = text.replace(pattern, mark);
  return replaced.includes('\n') ? replaceBroken(pattern, replaced, mark) : replaced;
}

const lineBreak = /\r?\n[ \t]*/g;

function replaceBroken(pattern: RegExp, text: string, mark: string): string {
  const joined = text.replace(lineBreak, '');
  const matches = [...joined.matchAll(pattern)].filter(([match]) => match !== mark);
  if (matches.length === 0) return text;
  const placeOf = placesIn(text);
  const parts: string[] = [];
  let done = 0;
  for (const { index, 0: match } of matches) {
    parts.push(text.slice(done, placeOf(index)), mark);
    done = placeOf(index + match.length - 1) + 1;
  }
  return [...parts, text.slice(done)].join('');
}

/** Where a character of the joined text stands in the broken one; asked in ascending order. */
function placesIn(text: string): (index: number) => number {
  const breaks = [...text.matchAll(lineBreak)];
  let next = 0;
  let skipped = 0;
  return (index) => {
    for (let found = breaks[next]; found !== undefined && found.index - skipped <= index; found = breaks[++next])
      skipped += found[0].length;
    return index + skipped;
  };
}
