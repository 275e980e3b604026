import {
  cellText,
  definePivot,
  definePlugin,
  defineVerb,
  found,
  vectorOf,
  withColumns,
  type Call,
  type Column,
  type VerbCall,
} from '@pivotkit/core';
import { Process } from '@pivotkit/entities';
import { z } from 'zod';
import { commandColumns } from './columns.ts';
import { normalizeCommandLine, type NormalizedCommand } from './normalize.ts';
import { shells } from './tokenize.ts';

export { normalizeCommandLine, type NormalizedCommand, type NormalizeOptions } from './normalize.ts';
export { shellOf, tokenize, type Shell } from './tokenize.ts';

const options = z.strictObject({
  /** By whose rules. Default: by what each line looks like. */
  shell: z.enum(shells).optional(),
  /** Leaves numbers as they are. */
  keepNumbers: z.boolean().default(false),
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
    /** Column of command lines. Default: the first of the usual names. */
    column: z.string().optional(),
  }),
  columns: commandColumns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(processes).verb('cmdline.normalize', { column: 'CommandLine' })"],
  run: (table, { column, ...rest }, call: VerbCall) => {
    const names = ['CommandLine', 'ProcessCommandLine', 'cmdline', 'Command', 'commandLine'];
    const cells = table.cells(column ?? names.find((name) => table.hasColumn(name)) ?? 'CommandLine');
    const known = new Map<string, ReturnType<typeof rowOf>>();
    const rows = cells.map((cell, row) => {
      if ((row & 0xfff) === 0) {
        call.signal.throwIfAborted();
        call.progress(row, cells.length);
      }
      if (cell === null) return undefined;
      const text = cellText(cell);
      const made = known.get(text) ?? rowOf(normalizeCommandLine(text, rest));
      if (text.length < 65_536 && known.size < 100_000) known.set(text, made);
      return made;
    });
    const columnOf = (name: keyof typeof commandColumns): Column => {
      const spec = commandColumns[name];
      return {
        spec,
        vector: vectorOf(
          spec.type,
          rows.map((made) => made?.[name]),
        ),
      };
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
