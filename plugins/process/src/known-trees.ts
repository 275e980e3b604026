import { instantCells, readTable, type Table } from '@pivotkit/core';
import type { Host, Process } from '@pivotkit/entities';
import { buildProcessTree, type TreeRow } from './build-tree.ts';
import { canonicalId, textOf } from './codes.ts';
import type { TableConfig } from './config.ts';
import { ProcessTree } from './process-tree.ts';
import { resolveSchema, type ResolvedSchema } from './resolve-schema.ts';
import { ticksPerMs } from './ticks.ts';

/** The trees of a session's tables. */
export interface KnownTrees {
  readonly trees: readonly KnownTree[];
}

/** @throws FILE_NOT_FOUND, TABLE_COLUMN_MISSING and what else reading a table throws */
export async function loadTrees(
  tables: readonly TableConfig[],
  resolvePath: (path: string) => string,
): Promise<KnownTrees> {
  return { trees: await Promise.all(tables.map((config) => loadTree(config, resolvePath))) };
}

async function loadTree(config: TableConfig, resolvePath: (path: string) => string): Promise<KnownTree> {
  const { name, path = '', format, schema } = config;
  const table = config.table ?? (await readTable(resolvePath(path), format === undefined ? {} : { format }));
  return new KnownTree(name, buildProcessTree(table, { schema }), resolveSchema(table, schema, 'process.tree'));
}

/** A tree, and which of its processes an entity is. */
export class KnownTree {
  readonly name: string;
  readonly schema: ResolvedSchema;
  readonly tree: ProcessTree<TreeRow>;
  readonly #byId: RowIndex;
  readonly #byCommandLine: RowIndex;
  readonly #byImage: RowIndex;
  readonly #byHost: RowIndex;
  readonly #images: readonly string[];
  readonly #hosts: readonly string[];
  readonly #ticks: Float64Array;

  constructor(name: string, table: Table<TreeRow>, schema: ResolvedSchema) {
    this.name = name;
    this.schema = schema;
    this.tree = new ProcessTree(table);
    const rows = table.cells('IsDuplicate').flatMap((isRepeated, row) => (isRepeated ? [] : [row]));
    const texts = (column: string | undefined, form: (text: string) => string): string[] =>
      column === undefined ? [] : Array.from(cellsOf(table, column), (cell) => form(textOf(cell) ?? ''));
    this.#images = texts(schema.processName, imageForm);
    this.#hosts = texts(schema.hostNameColumn, hostForm);
    this.#ticks = instantCells(table, schema.timeStamp, ticksPerMs);
    this.#byId = indexed(rows, texts(schema.processId, idForm));
    this.#byCommandLine = indexed(
      rows,
      texts(schema.cmdLine, (text) => text),
    );
    this.#byImage = indexed(rows, this.#images);
    this.#byHost = indexed(rows, this.#hosts);
  }

  /** Rows of the processes that agree with all that is known of the entity. */
  rowsOf(process: Process): readonly number[] {
    const image = process.processName === undefined ? undefined : imageForm(process.processName);
    const host = process.host?.hostName === undefined ? undefined : hostForm(process.host.hostName);
    const agreeing = this.#candidates(process, image).filter(
      (row) =>
        (image === undefined || this.#images[row] === image) &&
        (host === undefined || this.#hosts.length === 0 || this.#hosts[row] === host),
    );
    const at = process.creationTimeUtc;
    return at === undefined ? agreeing : this.#createdAt(agreeing, at.getTime() * ticksPerMs);
  }

  /** Rows of the roots of a host. */
  rootsOf(host: Host): number[] {
    const rows = this.#byHost.get(hostForm(host.hostName ?? host.netBiosName ?? '')) ?? [];
    return rows.filter((row) => this.tree.rootRow(row) === row);
  }

  #candidates({ processId, commandLine }: Process, image: string | undefined): readonly number[] {
    if (processId !== undefined) return this.#byId.get(idForm(processId.trim())) ?? [];
    if (commandLine !== undefined) return this.#byCommandLine.get(commandLine.trim()) ?? [];
    return image === undefined ? [] : (this.#byImage.get(image) ?? []);
  }

  /** Created within a second of the time; where there is none, the last one before. */
  #createdAt(rows: readonly number[], ticks: number): readonly number[] {
    const near = rows.filter((row) => Math.abs((this.#ticks[row] ?? NaN) - ticks) <= 1000 * ticksPerMs);
    if (near.length > 0) return near;
    const before = rows.filter((row) => (this.#ticks[row] ?? NaN) <= ticks);
    const [first, ...others] = before;
    if (first === undefined) return [];
    return [others.reduce((last, row) => ((this.#ticks[row] ?? 0) > (this.#ticks[last] ?? 0) ? row : last), first)];
  }
}

type RowIndex = ReadonlyMap<string, readonly number[]>;

function indexed(rows: readonly number[], texts: readonly string[]): RowIndex {
  const index = new Map<string, number[]>();
  for (const row of rows) {
    const text = texts[row] ?? '';
    const known = index.get(text);
    if (text === '') continue;
    if (known === undefined) index.set(text, [row]);
    else known.push(row);
  }
  return index;
}

const cellsOf = (table: Table<object>, column: string) => table.cells(column);
const idForm = (text: string): string => String(canonicalId(text));
const imageForm = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/')) + 1).toLowerCase();
/** Names of hosts are compared without their domain: sources differ in whether they write it. */
const hostForm = (text: string): string => (text.split('.', 1)[0] ?? '').toLowerCase();
