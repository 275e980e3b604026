import TextGrid from 'cli-table3';
import type { Cell } from '../cell.ts';
import { cellReader } from '../row-reader.ts';
import type { Table } from '../table.ts';
import { cellText } from './cell-text.ts';
import { visibleText } from './visible-text.ts';

/** How parts of the text are set off, with colours for instance. Called with text that is safe to show. */
export interface TextStyle {
  readonly header: (text: string) => string;
  /** A cell of the column; `text` is what will be seen of it. */
  readonly cell: (text: string, column: string, cell: Cell) => string;
  /** Notes below: what was left out. */
  readonly note: (text: string) => string;
}

export interface TextOptions {
  /** Rows shown. Default: all. */
  readonly rows?: number;
  /** Columns shown, most important first: the last ones give way where the line is too short. Default: all. */
  readonly columns?: readonly string[];
  /** Characters of a line. Default: as many as it takes. */
  readonly width?: number;
  /** Default: plain. */
  readonly style?: TextStyle;
  /** Rows the note below counts, where the table is only the beginning. Default: the table's. */
  readonly totalRows?: number;
}

const plain: TextStyle = { header: (text) => text, cell: (text) => text, note: (text) => text };
const gap = 2;

/**
 * The table as text in aligned columns: numbers to the right, null as –, fractions of six digits,
 * cells cut with … where the line is too short,
 * columns and rows left out said below. Nothing in a cell can act on the terminal; see `visibleText`.
 */
export function formatText(table: Table<object>, options: TextOptions = {}): string {
  const { rows = Infinity, columns = table.columnNames, width = Infinity, style = plain } = options;
  const shownRows = Math.min(rows, table.size);
  const all = columns.map((name) => textColumn(table, name, shownRows));
  const shown = fitted(all, width);
  const grid = new TextGrid({
    head: shown.map(({ name }) => style.header(visibleText(name))),
    colWidths: shown.map((column) => column.width),
    colAligns: shown.map(({ isNumeric }) => (isNumeric ? 'right' : 'left')),
    chars: gridCharacters,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (let i = 0; i < shownRows; i++)
    grid.push(shown.map(({ name, texts, cells }) => style.cell(texts[i] ?? '', name, cells[i] ?? null)));
  const hidden = all.slice(shown.length).map(({ name }) => visibleText(name));
  const notes = [...moreRows((options.totalRows ?? table.size) - shownRows), ...moreColumns(hidden, width)];
  return [...gridLines(grid), ...notes.map(style.note)].join('\n');
}

/**
 * One row as a list of its columns, for results of one row: a name and its cell on each line, columns without a value
 * counted below. Cells are cut at the width.
 */
export function formatRecord(table: Table<object>, options: TextOptions = {}): string {
  const { columns = table.columnNames, width = Infinity, style = plain } = options;
  const all = columns.map((name) => textColumn(table, name, 1));
  const shown = all.filter(({ cells: [cell] }) => cell !== null);
  const longest = Math.max(0, ...shown.map(({ name }) => displayWidth(visibleText(name))));
  const lines = shown.map(({ name, texts: [text = ''], cells: [cell = null] }) => {
    const label = visibleText(name);
    const padding = ' '.repeat(longest - displayWidth(label) + gap);
    return `${style.header(label)}${padding}${style.cell(cut(text, width - longest - gap), name, cell)}`;
  });
  const empty = all.length - shown.length;
  const note = `… ${empty} ${empty === 1 ? 'column' : 'columns'} without a value`;
  return [...lines, ...(empty === 0 ? [] : [style.note(note)])].join('\n');
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let taken = '';
  for (const character of text) {
    if (displayWidth(taken + character) > width - 1) break;
    taken += character;
  }
  return `${taken}…`;
}

const sides = ['top', 'bottom', 'left', 'right', 'mid'] as const;
const corners = ['left', 'mid', 'right'] as const;

/** No lines around or between cells. */
const gridCharacters: Record<string, string> = {
  ...Object.fromEntries(sides.map((side) => [side, ''])),
  ...Object.fromEntries(sides.flatMap((side) => corners.map((corner) => [`${side}-${corner}`, '']))),
  middle: ' '.repeat(gap),
};

const gridLines = (grid: { toString(): string }): string[] =>
  grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());

interface TextColumn {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly cells: readonly Cell[];
  readonly texts: readonly string[];
  /** Places that show all of it. */
  readonly width: number;
  /** Places it is not worth showing below: most cells whole, names cut first. */
  readonly needed: number;
}

const cellNeeds = 24;
const nameNeeds = 12;

function textColumn(table: Table<object>, name: string, rows: number): TextColumn {
  const type = table.columns.get(name)?.type;
  const read = cellReader(table.columnar, name);
  const cells = Array.from({ length: rows }, (_, i) => read(i));
  const texts = cells.map((cell) => (cell === null ? '–' : visibleText(shownText(cell))));
  const cellWidth = Math.max(1, ...texts.map(displayWidth));
  const nameWidth = displayWidth(visibleText(name));
  return {
    name,
    isNumeric: type === 'number' || type === 'bigint',
    cells,
    texts,
    width: Math.max(cellWidth, nameWidth),
    needed: Math.max(Math.min(cellWidth, cellNeeds), Math.min(nameWidth, nameNeeds)),
  };
}

const shownDigits = 6;

/** Fractions are cut to six digits, whole numbers and the whole part of others never. */
function shownText(cell: Cell): string {
  if (typeof cell !== 'number' || !Number.isFinite(cell) || Number.isInteger(cell)) return cellText(cell);
  const whole = Math.trunc(Math.abs(cell)).toString().length;
  return String(Number(cell.toPrecision(Math.min(100, Math.max(shownDigits, whole)))));
}

/** As many of the columns as a line takes with what they need; what is left of the line goes to those that want more. */
function fitted(columns: readonly TextColumn[], width: number): TextColumn[] {
  if (lineWidth(columns.map((column) => column.width)) <= width) return [...columns];
  const shown = columns.slice(0, countThatFit(columns, width));
  const widths = shown.map((column) => Math.min(column.needed, width));
  let left = width - lineWidth(widths);
  let isGrowing = true;
  while (left > 0 && isGrowing) {
    isGrowing = false;
    for (const [j, column] of shown.entries()) {
      const current = widths[j] ?? 0;
      if (left === 0 || current >= column.width) continue;
      widths[j] = current + 1;
      left--;
      isGrowing = true;
    }
  }
  return shown.map((column, j) => ({ ...column, width: widths[j] ?? column.width }));
}

function countThatFit(columns: readonly TextColumn[], width: number): number {
  let used = -gap;
  const tooMany = columns.findIndex(({ needed }) => {
    used += gap + needed;
    return used > width;
  });
  return tooMany === -1 ? columns.length : Math.max(tooMany, 1);
}

const lineWidth = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);

const moreRows = (count: number): string[] =>
  count <= 0 ? [] : [`… ${count.toLocaleString('en')} more ${count === 1 ? 'row' : 'rows'}`];

function moreColumns(names: readonly string[], width: number): string[] {
  if (names.length === 0) return [];
  const text = `… ${names.length} more ${names.length === 1 ? 'column' : 'columns'}: ${names.join(', ')}`;
  return [text.length > width ? `${text.slice(0, width - 1)}…` : text];
}

const twoWide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303f]/u;

/** Places a text takes on a terminal: two for East Asian letters and emoji, none for marks that join the letter before. */
function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /[\p{Mn}\p{Me}\p{Cf}]/u.test(character) ? 0 : twoWide.test(character) ? 2 : 1;
  return width;
}
