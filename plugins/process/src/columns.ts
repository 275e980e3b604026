import { boolean, number, text } from '@pivotkit/core';

const isRoot = { nullWhen: 'the process is a root' } as const;

/** Columns a tree adds: those of its namesake elsewhere, then `level`, `IsInferred` and `IsDuplicate`. */
export const treeColumns = {
  proc_key: text(
    'Name in lower case, id and time of the process with bars between; the host before them, where there are several',
  ),
  parent_key: text('`proc_key` of its parent', isRoot),
  source_index: text('Place among all processes by time, those inferred last; digits, equally many for all'),
  parent_index: text('`source_index` of its parent', isRoot),
  path: text('`source_index` of all from the root to the process, joined by /', {
    nullWhen: 'more than 1,000 levels lie between',
  }),
  IsRoot: boolean('Whether no parent is known'),
  IsLeaf: boolean('Whether no children are known'),
  IsBranch: boolean('Whether it has both parent and children'),
  level: number('Processes from the root to this one, both counted', { unit: 'processes', range: [1, 1e9] }),
  IsInferred: boolean('Whether only other processes tell of it'),
  IsDuplicate: boolean('Whether an earlier row is about the same process'),
};

/** Columns of a summary. */
export const summaryColumns = {
  Processes: number('Different processes, those inferred included', { unit: 'processes' }),
  RootProcesses: number('Processes without a known parent', { unit: 'processes' }),
  LeafProcesses: number('Processes without known children', { unit: 'processes' }),
  BranchProcesses: number('Processes with parent and children', { unit: 'processes' }),
  IsolatedProcesses: number('Processes with neither', { unit: 'processes' }),
  LargestTreeDepth: number('Levels of the deepest tree', { unit: 'processes' }),
  InferredProcesses: number('Processes only others tell of', { unit: 'processes' }),
  DuplicateRows: number('Rows about a process of an earlier row', { unit: 'rows' }),
};

export const longestPath = 1000;
