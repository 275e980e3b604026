import { existsSync, readFileSync } from 'node:fs';
import { readCsv, type Table } from '@pivotkit/core';
import { buildProcessTree, ProcessTree, type ProcessSchema } from '@pivotkit/plugin-process';
import { describe, expect, test } from 'vitest';

const folder = '../shared/oracle';

const volatility: ProcessSchema = {
  processName: 'ImageFileName',
  processId: 'PID',
  parentId: 'PPID',
  timeStamp: 'CreateTime',
  pathSeparator: '\\',
};

/** What differs from the peer, with the reason in docs/differences.md. */
interface Difference {
  readonly summary?: Readonly<Record<string, number>>;
  /** The peer's key → ours. */
  readonly keys?: Readonly<Record<string, string>>;
  /** A process of ours above what is a root for the peer. */
  readonly newRoot?: string;
}

const same: Difference = {};
const cases: readonly (readonly [name: string, schema: ProcessSchema | undefined, difference: Difference])[] = [
  ['proctree-linux', undefined, same],
  ['proctree-mde-internal', undefined, same],
  // A parent without a name is called unknown, whatever the schema.
  [
    'proctree-mde-public',
    undefined,
    { keys: { '|0|1970-01-01 00:00:00.000000': 'unknown|0|1970-01-01 00:00:00.000000' } },
  ],
  ['proctree-processtree117', undefined, same],
  // Two rows name their parent by id alone: it is looked for by id, and stands above them, instead of one without a key.
  [
    'proctree-procs23k',
    undefined,
    { summary: { RootProcesses: 22, BranchProcesses: 7385 }, newRoot: 'unknown|0x4|1970-01-01 00:00:00.000000' },
  ],
  ['proctree-procs363', undefined, same],
  ['proctree-win', undefined, same],
  ['proctree-winminimal', volatility, same],
];

interface Expected {
  readonly summary: Readonly<Record<string, number>>;
  readonly tree: {
    readonly data?: readonly (readonly [
      string,
      string | null,
      string,
      string | null,
      string,
      boolean,
      boolean,
      boolean,
    ])[];
    readonly proc_key__parent_key?: readonly (readonly [string | null, string | null])[];
    readonly depth_counts?: Readonly<Record<string, number>>;
  };
  readonly navigation: {
    readonly get_roots: readonly (string | null)[];
    readonly get_tree_depth: number;
    readonly nodes: readonly Node[];
  };
}

type Keys = readonly string[] | { readonly n: number; readonly sorted_first_80: readonly string[] };

interface Node {
  readonly proc_key: string | null;
  readonly get_root_tree_n: number;
  readonly get_root: Keys;
  readonly get_children: Keys;
  readonly get_descendents: Keys;
  readonly get_ancestors: Keys;
  readonly get_siblings: Keys | string;
}

const read = (name: string, schema: ProcessSchema | undefined) => {
  const table = readCsv(readFileSync(`${folder}/${name}/input.csv`, 'utf8'));
  const expected = JSON.parse(readFileSync(`${folder}/${name}/expected.json`, 'utf8')) as Expected;
  return { table, expected, tree: buildProcessTree(table, { schema }) };
};

const there = cases.filter(([name]) => existsSync(`${folder}/${name}`));

describe.skipIf(there.length === 0)(`trees as the peer builds them (needs ${folder})`, () => {
  test.each(there)('%s: the same processes with the same parents', (name, schema, { keys = {}, summary = {} }) => {
    const { table, expected, tree } = read(name, schema);
    const ours = new Map(tree.toRows().filter((row) => !row.IsDuplicate).map((row) => [row.proc_key, row])); // prettier-ignore
    const key = (theirs: string | null): string | null => (theirs === null ? null : (keys[theirs] ?? theirs));
    for (const [own, parent, , , , ...flags] of expected.tree.data ?? []) {
      const row = ours.get(key(own) ?? '');
      expect([own, row?.parent_key, row?.IsRoot, row?.IsLeaf, row?.IsBranch]).toEqual([own, key(parent), ...flags]);
    }
    const listed = (expected.tree.proc_key__parent_key ?? []).filter(([own]) => own !== null);
    for (const [own, parent] of listed) expect([own, ours.get(own ?? '')?.parent_key]).toEqual([own, parent]);
    expect(new ProcessTree(tree).summary()).toMatchObject({ ...expected.summary, ...summary });
    const inputRows = tree.size - new ProcessTree(tree).summary().InferredProcesses;
    expect(inputRows).toBe(table.size);
  });

  test.each(there)('%s: paths give each process its ancestors', (name, schema) => {
    const { tree } = read(name, schema);
    const rows = tree.toRows();
    const byIndex = new Map(rows.map((row) => [row.source_index, row.proc_key]));
    const ways = new ProcessTree(tree);
    for (const row of rows.filter((_, i) => i % 17 === 0)) {
      const fromPath = (row.path ?? '').split('/').map((index) => byIndex.get(index));
      expect(fromPath).toEqual(ways.ancestors(row.proc_key, { includeSource: true }).cells('proc_key'));
      expect(row.level).toBe(fromPath.length);
    }
  });

  test.each(there)('%s: the same roots', (name, schema, { keys = {}, newRoot }) => {
    const { expected, tree } = read(name, schema);
    const ours = new ProcessTree(tree).roots().cells('proc_key').filter((key) => key !== newRoot); // prettier-ignore
    const theirs = expected.navigation.get_roots.filter((key) => key !== null).map((key) => keys[key] ?? key);
    // What is a root there because its parent has no key is below that parent here.
    const below = newRoot === undefined ? [] : new ProcessTree(tree).children(newRoot).cells('proc_key');
    expect(ours.toSorted()).toEqual(theirs.filter((key) => !below.includes(key)).toSorted());
  });

  test.each(there.filter(([name]) => name === 'proctree-procs23k'))(
    '%s: as many processes of each depth',
    (name, schema, { newRoot }) => {
      const { expected, tree } = read(name, schema);
      const { depth_counts: theirs = {} } = expected.tree;
      expect(Object.keys(theirs)).toHaveLength(839);
      const ways = new ProcessTree(tree);
      const moved = newRoot === undefined ? 0 : ways.treeOf(newRoot).size;
      const ours = new Map<number, number>();
      for (const { level, IsDuplicate } of tree.toRows()) if (!IsDuplicate) ours.set(level, (ours.get(level) ?? 0) + 1); // prettier-ignore
      const off = Object.entries(theirs).reduce((sum, [depth, n]) => sum + Math.abs((ours.get(Number(depth) + 1) ?? 0) - n), 0); // prettier-ignore
      expect(off).toBeLessThanOrEqual(2 * moved);
    },
  );

  test.each(there)('%s: the same relatives', (name, schema, { keys = {}, newRoot }) => {
    const { expected, tree } = read(name, schema);
    const ways = new ProcessTree(tree);
    const named = expected.navigation.nodes.flatMap((node) => (node.proc_key === null ? [] : [{ ...node, key: keys[node.proc_key] ?? node.proc_key }])); // prettier-ignore
    const summed = (found: Keys): Keys => (isList(found) ? found.map((one) => keys[one] ?? one).sort() : found);
    const shown = (theirs: Keys, found: readonly string[]): Keys =>
      isList(theirs) ? [...found].sort() : { n: found.length, sorted_first_80: [...found].sort().slice(0, 80) };
    for (const node of named) {
      if (ways.root(node.key).cells('proc_key')[0] === newRoot) continue;
      const expectSame = (theirs: Keys, found: Table<object>): void =>
        expect(shown(theirs, found.cells('proc_key').map(String))).toEqual(summed(theirs));
      expectSame(node.get_root, ways.root(node.key));
      expectSame(node.get_children, ways.children(node.key));
      expectSame(node.get_descendents, ways.descendants(node.key));
      expectSame(node.get_ancestors, ways.ancestors(node.key));
      // The peer fails for roots; there are none.
      expectSame(typeof node.get_siblings === 'string' ? [] : node.get_siblings, ways.siblings(node.key));
      expect(ways.treeOf(node.key).size).toBe(node.get_root_tree_n);
    }
    expect(ways.summary().LargestTreeDepth).toBe(expected.navigation.get_tree_depth);
  });
});

const isList = (keys: Keys): keys is readonly string[] => Array.isArray(keys);
