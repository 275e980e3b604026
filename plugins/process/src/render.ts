import { cellText, type Cell, type Table } from '@pivotkit/core';
import type { TreeRow } from './build-tree.ts';
import { ProcessTree } from './process-tree.ts';
import { resolveSchema, type ResolvedSchema } from './resolve-schema.ts';
import type { ProcessSchema, SchemaName } from './schema.ts';

export interface RenderOptions {
  /** As `buildProcessTree`. */
  readonly schema?: SchemaName | ProcessSchema | undefined;
  /** Columns shown after name, id and time. Default: user and command line of the schema. */
  readonly columns?: readonly string[] | undefined;
  /** Longest text of a column; longer ones end in …. Default: 120 characters. */
  readonly maxWidth?: number | undefined;
  /** Draws with `|`, `+` and `-`. Default: false, box characters. */
  readonly ascii?: boolean | undefined;
  /** `proc_key` of processes marked with `◀` (`<==` in ASCII), such as that of an alert. */
  readonly mark?: readonly string[] | undefined;
}

/** A line of a drawing and the row of the tree it is about. */
export interface RenderedLine {
  readonly row: number;
  readonly text: string;
}

/**
 * The tree as text, a line for each process, indented by its level: `├─ cmd.exe [0x1f4] 2019-01-15T05:15:03Z`. Characters
 * that steer a terminal are shown as escapes. From level 40 on the indentation stays and the level is written instead.
 * @throws TABLE_COLUMN_MISSING
 */
export function renderProcessTree(tree: Table<TreeRow>, options: RenderOptions = {}): string {
  return renderedLines(tree, options)
    .map(({ text }) => text)
    .join('\n');
}

export function renderedLines(tree: Table<TreeRow>, options: RenderOptions): RenderedLine[] {
  const schema = resolveSchema(tree, options.schema, 'process.render');
  const labelOf = labeller(tree, schema, options);
  const draw = options.ascii === true ? asciiPen : boxPen;
  const ways = new ProcessTree(tree);
  const keys = tree.cells('proc_key');
  const lines: RenderedLine[] = [];
  const waiting: Waiting[] = ways.roots().cells('proc_key').map(String).map((key) => ({ row: ways.rowOf(key), indent: '', level: 1, joint: '' })); // prettier-ignore
  waiting.reverse();
  const marked = new Set(options.mark);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { row, indent, joint, level } = next;
    const mark = marked.has(keys[row] ?? '') ? ` ${draw.mark}` : '';
    lines.push({ row, text: `${indent}${joint}${labelOf(row)}${mark}` });
    const children = ways.childRows(row);
    for (let i = children.length - 1; i >= 0; i--) {
      const isLast = i === children.length - 1;
      waiting.push({ row: children[i] ?? 0, level: level + 1, ...draw.child(next, isLast) });
    }
  }
  return lines;
}

interface Waiting {
  readonly row: number;
  readonly indent: string;
  readonly joint: string;
  readonly level: number;
}

const deepest = 40;

interface Pen {
  readonly mark: string;
  /** Indentation and joint of a child below a line. */
  child(parent: Waiting, isLast: boolean): Pick<Waiting, 'indent' | 'joint'>;
}

const pen = (
  mark: string,
  joints: readonly [middle: string, last: string],
  bars: readonly [open: string, closed: string],
): Pen => ({
  mark,
  child: ({ indent, joint, level }, isLast) => {
    const own = isLast ? joints[1] : joints[0];
    if (level >= deepest) return { indent, joint: `${own}(${level + 1}) ` };
    const bar = joint === '' ? '' : joint === joints[1] ? bars[1] : bars[0];
    return { indent: indent + bar, joint: own };
  },
});

const boxPen = pen('◀', ['├─ ', '└─ '], ['│  ', '   ']);
const asciiPen = pen('<==', ['+- ', '+- '], ['|  ', '|  ']);

function labeller(tree: Table<object>, schema: ResolvedSchema, options: RenderOptions): (row: number) => string {
  const { maxWidth = 120 } = options;
  const shownColumns = options.columns ?? [schema.userName, schema.cmdLine].filter((name) => name !== undefined);
  const read = (column: string): ((row: number) => string) => {
    const cells = tree.cells(column);
    return (row) => visible(cells[row] ?? null, maxWidth);
  };
  const name = read(schema.processName);
  const id = read(schema.processId);
  const time = read(schema.timeStamp);
  const others = shownColumns.map((column) => ({ column, text: read(column) }));
  return (row) => {
    const more = others.map(({ text }) => text(row)).filter((text) => text !== '');
    return [name(row), `[${id(row)}]`, time(row) || '(inferred)', ...more].join('  ');
  };
}

const acting = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g; // eslint-disable-line no-control-regex

/** The text without what would move the cursor, change colours or turn the reading direction. */
function visible(cell: Cell, maxWidth: number): string {
  const text = cellText(cell);
  const cut = text.length > maxWidth ? `${text.slice(0, maxWidth - 1)}…` : text;
  return cut.replace(acting, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
