import {
  cellText,
  columnGatherer,
  definePivot,
  definePlugin,
  defineVerb,
  distinctCells,
  found,
  inTurns,
  noRow,
  vectorOf,
  withColumns,
  type Call,
  type Cell,
  type Column,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { Process } from '@pivotkit/entities';
import { z } from 'zod';
import { commandColumns } from './columns.ts';
import { normalizeCommandLine, type NormalizedCommand } from './normalize.ts';
import { shells } from './tokenize.ts';

export { normalizeCommandLine, type NormalizedCommand, type NormalizeOptions } from './normalize.ts';
export { shellOf, tokenize, type Shell } from './tokenize.ts';

const options = z.strictObject({
  shell: z.enum(shells).optional().describe('By whose rules. Default: by what each line looks like.'),
  keepNumbers: z.boolean().default(false).describe('Leaves numbers as they are'),
});

const rowOf = ({ normalized, program, shell, tokens }: NormalizedCommand) => ({
  normalizedCommand: normalized,
  program: program ?? null,
  argumentCount: Math.max(0, tokens.length - 1),
  shell,
  tokens,
});

/** Rows: n → n, order kept. */
const normalizeVerb = defineVerb({
  name: 'cmdline.normalize',
  description: 'Command lines in a stable form, to group and cluster them, with program and words',
  options: options.extend({
    column: z.string().optional().describe('Column of command lines. Default: the first of the usual names.'),
  }),
  columns: commandColumns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(processes).verb('cmdline.normalize', { column: 'CommandLine' })"],
  run: async (table, { column, ...rest }, call: VerbCall) => {
    const names = ['CommandLine', 'ProcessCommandLine', 'cmdline', 'Command', 'commandLine'];
    const { codes, values } = distinctCells(
      table,
      column ?? names.find((name) => table.hasColumn(name)) ?? 'CommandLine',
    );
    const made = await inTurns(normalizedRows(values, rest), call);
    const ofRow = columnGatherer(Uint32Array.from(codes, (code) => (code === 0 ? noRow : code - 1)));
    const columnOf = (name: keyof typeof commandColumns): Column => {
      const spec = commandColumns[name];
      return ofRow({
        spec,
        vector: vectorOf(
          spec.type,
          made.map((each) => each[name]),
        ),
      });
    };
    return withColumns(table, {
      normalizedCommand: columnOf('normalizedCommand'),
      program: columnOf('program'),
      argumentCount: columnOf('argumentCount'),
      shell: columnOf('shell'),
      tokens: columnOf('tokens'),
    });
  },
});

function* normalizedRows(values: readonly Cell[], given: z.output<typeof options>): Work<ReturnType<typeof rowOf>[]> {
  const rows: ReturnType<typeof rowOf>[] = [];
  for (const [i, value] of values.entries()) {
    if (i % 64 === 0) yield [i, values.length];
    rows.push(rowOf(normalizeCommandLine(cellText(value), given)));
  }
  return rows;
}

/** Rows: n → n. */
const normalizePivot = definePivot({
  name: 'cmdline.normalize',
  description: 'The command line of a process in a stable form, with program and words',
  from: [Process],
  attribute: 'commandLine',
  rowsPerInput: 'at-most-one',
  columns: commandColumns,
  options,
  sharing: { reaches: 'nobody' },
  examples: ['Process.cmdline.normalize(\'cmd.exe /c "echo 42"\')'],
  lookup: (processes, call: Call<z.output<typeof options>>) =>
    processes.map(({ commandLine = '' }) => found(rowOf(normalizeCommandLine(commandLine, call.options)))),
});

export const cmdline = definePlugin({
  name: 'cmdline',
  version: '0.1.0',
  description: 'Command lines of Windows and Linux in stable forms',
  pivots: [normalizePivot],
  verbs: [normalizeVerb],
});
