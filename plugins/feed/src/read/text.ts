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
export function readTextList(text: string, defaults: ListDefaults): Reading {
  const entries: ReadEntry[] = [];
  let tlp = defaults.tlp;
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    const { value, remark } = splitRemark(line);
    if (value === '') tlp ??= entries.length === 0 ? markingIn(remark) : undefined;
    else
      entries.push(
        readEntry({ reference: `line ${i + 1}`, value: hostOf(value), description: remark }, { ...defaults, tlp }),
      );
  }
  return readingOf(entries);
}

function splitRemark(line: string): { readonly value: string; readonly remark: string | undefined } {
  const start = remarkStart(line);
  const remark = start < 0 ? '' : line.slice(start).replace(/^(?:[#;]|\/\/)/, '').trim(); // prettier-ignore
  return { value: (start < 0 ? line : line.slice(0, start)).trim(), remark: remark === '' ? undefined : remark };
}

/** Place of the sign that begins the remark; -1 when there is none. `#` inside a URL begins its fragment. */
function remarkStart(line: string): number {
  if (line.trimStart().startsWith('//')) return line.indexOf('//');
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
