import type { Table } from '../table.ts';
import { cellReader } from '../row-reader.ts';
import { cellText } from './cell-text.ts';

export interface MarkdownOptions {
  /** Most rows; more are counted in a last line. Default: all. */
  readonly maxRows?: number;
}

/**
 * The table as a GitHub-flavoured Markdown table; numbers to the right, null as –. Text from outside cannot become
 * markup: HTML, links, emphasis, code and table bars are escaped, line ends become blanks.
 */
export function formatMarkdown(table: Table<object>, options: MarkdownOptions = {}): string {
  const specs = [...table.columns];
  const readers = specs.map(([name]) => cellReader(table.columnar, name));
  const shown = Math.min(table.size, options.maxRows ?? table.size);
  const lines = [
    line(specs.map(([name]) => escapeMarkdown(name))),
    line(specs.map(([, { type }]) => (type === 'number' ? '--:' : '---'))),
  ];
  for (let i = 0; i < shown; i++) {
    lines.push(line(readers.map((read) => (read(i) === null ? '–' : escapeMarkdown(cellText(read(i)))))));
  }
  if (shown < table.size) lines.push('', `… and ${table.size - shown} more rows`);
  return `${lines.join('\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that Markdown shows as it is. A bare address would become a link: `://` and `www.` are broken up. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#!|~]/g, String.raw`\$&`)
    .replaceAll('://', '&#58;//')
    .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replaceAll('@', '&#64;')
    .replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
