import { parseTlp, type Tlp } from '@pivotkit/entities';
import type { Reading } from '../indicator.ts';
import { readEntry, type ListDefaults, type ReadEntry } from './read-entry.ts';
import { readingOf } from './reading.ts';

const sinkholes = new Set(['0.0.0.0', '127.0.0.1', '::', '::1']);

/**
 * A list of one value a line. Remarks begin with `#` or `;` at the start of a line or after a space, or with `//` at the
 * start; the one behind a value is its description. A remark `TLP:GREEN` before the first value marks the list. Lines of
 * a hosts file (`0.0.0.0 name`) name the host.
 */
export const readTextList = (text: string, defaults: ListDefaults): Reading => readingOf(entriesOf(text, defaults));

function* entriesOf(text: string, defaults: ListDefaults): Generator<ReadEntry> {
  let marked = defaults;
  let isBegun = false;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    const { value, remark } = splitRemark(line);
    if (value === '') {
      const tlp = isBegun || marked.tlp !== undefined ? undefined : markingIn(remark);
      if (tlp !== undefined) marked = { ...marked, tlp };
      continue;
    }
    isBegun = true;
    yield readEntry({ reference: `line ${number}`, value: hostOf(value), description: remark }, marked);
  }
}

/** One after another, so that a list of a million lines is not held twice. */
function* linesOf(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield text.slice(start, end.index);
    start = ends.lastIndex;
  }
  yield text.slice(start);
}

function splitRemark(line: string): { readonly value: string; readonly remark: string | undefined } {
  const start = remarkStart(line);
  const remark = start < 0 ? '' : line.slice(start).replace(/^(?:[#;]|\/\/)/, '').trim(); // prettier-ignore
  return { value: (start < 0 ? line : line.slice(0, start)).trim(), remark: remark === '' ? undefined : remark };
}

/** Place of the sign that begins the remark; -1 when there is none. `#` inside a URL begins its fragment. */
function remarkStart(line: string): number {
  if (line.trimStart().startsWith('//')) return line.indexOf('//');
  if (!line.includes('#') && !line.includes(';')) return -1;
  for (const { index } of line.matchAll(/[#;]/g)) if (index === 0 || /\s/.test(line[index - 1] ?? '')) return index;
  return -1;
}

function markingIn(remark: string | undefined): Tlp | undefined {
  const [marking] = /\bTLP\s*:\s*[a-z]+(\+strict)?/i.exec(remark ?? '') ?? [];
  return marking === undefined ? undefined : parseTlp(marking);
}

function hostOf(value: string): string {
  const [first = '', second] = value.split(/\s+/);
  return second !== undefined && sinkholes.has(first) ? second : value;
}
