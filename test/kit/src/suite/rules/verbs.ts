import { isDeepStrictEqual } from 'node:util';
import { PivotKitError, Table } from '@pivotkit/core';
import { settlesWithin } from '../fast-clock.ts';
import type { AskedVerb, VerbRule } from '../rule.ts';
import { shown, type Finding } from '../violation.ts';
import { World } from '../world.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What a verb came to: rows, or what was thrown. */
type Result =
  | { readonly rows: Rows; readonly columns: readonly string[]; readonly error?: undefined }
  | { readonly rows?: undefined; readonly error: unknown };

interface Trial {
  readonly table: Table<object>;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal;
}

/** By the machine's clock. */
const patienceMs = 20_000;

async function run({ plugin, setup, verb }: AskedVerb, { table, options = {}, signal }: Trial): Promise<Result> {
  await using world = await World.open(plugin, setup);
  try {
    const pipeline = world.session.from(table).verb(verb.name, options);
    const running = pipeline.run(signal === undefined ? {} : { signal });
    if (!(await settlesWithin(patienceMs, running)))
      return { error: new Error(`it did not end within ${patienceMs / 1000} s`) };
    const frame = await running;
    return { rows: frame.toRows().map((row) => ({ ...row })), columns: frame.columnNames };
  } catch (error) {
    return { error };
  }
}

const tableOf = ({ verbSetup }: AskedVerb): Table<object> => Table.fromRows(verbSetup.rows);

const isClear = (error: unknown): boolean =>
  PivotKitError.is(error) && !['PLUGIN_FAILED', 'RESULT_INVALID', 'INTERNAL'].includes(error.code);

const said = (error: unknown): string => (error instanceof Error ? `it says: ${shown(error.message)}` : String(error));

const works: VerbRule = {
  id: 'verb-works',
  title: 'it gives the columns it declares, and the same each time',
  check: async (subject) => {
    const { verb, verbSetup } = subject;
    const trial = { table: tableOf(subject), options: verbSetup.options };
    const [one, other] = [await run(subject, trial), await run(subject, trial)];
    if (one.rows === undefined)
      return [{ expected: 'a table', happened: said(one.error), mend: 'Mend the verb, or the rows of the setup.' }];
    return [
      ...Object.keys(verb.columns)
        .filter((name) => !one.columns.includes(name))
        .map((name) => ({
          expected: `the column '${name}'`,
          happened: 'it is missing',
          mend: 'Give every declared column.',
        })),
      ...(isDeepStrictEqual(one.rows, other.rows)
        ? []
        : [
            {
              expected: 'the same rows each time',
              happened: 'they differ',
              mend: 'Use no clock and no randomness without a seed.',
            },
          ]),
    ];
  },
};

const keepsRows: VerbRule = {
  id: 'verb-rows',
  title: 'rows that it adds columns to stay as they are, all of them in order unless it says otherwise',
  applies: ({ verb }) => verb.result === 'added-columns',
  check: async (subject) => {
    const { verb, verbSetup } = subject;
    const before = tableOf(subject).toRows();
    const { rows } = await run(subject, { table: tableOf(subject), options: verbSetup.options });
    if (rows === undefined) return [];
    const mend = 'A verb that adds columns keeps rows; where it is meant not to, say `keepsRows: false` in the setup.';
    if (verbSetup.keepsRows === false) {
      const foreign = rows.find((row) => !before.some((old) => isRowOf(row, old, verb.columns)));
      return foreign === undefined
        ? []
        : [{ expected: 'rows of the table', happened: `one is ${shown(foreign)}`, mend }];
    }
    if (rows.length !== before.length)
      return [{ expected: `${before.length} rows`, happened: `there are ${rows.length}`, mend }];
    const changed = rows.findIndex((row, i) => !isRowOf(row, before[i] ?? {}, verb.columns));
    return changed === -1
      ? []
      : [{ at: `row ${changed}`, expected: shown(before[changed]), happened: `it is ${shown(rows[changed])}`, mend }];
  },
};

/** Whether all cells of the old row are there, but for columns that the verb gives. */
const isRowOf = (row: object, old: object, given: object): boolean =>
  Object.entries(old).every(
    ([name, cell]) => Object.hasOwn(given, name) || isDeepStrictEqual(Reflect.get(row, name), cell),
  );

const input: VerbRule = {
  id: 'verb-input',
  title: 'it does not change the table it is given',
  check: async (subject) => {
    const table = tableOf(subject);
    const before = structuredClone(table.toRows());
    await run(subject, { table, options: subject.verbSetup.options });
    if (isDeepStrictEqual(table.toRows(), before)) return [];
    return [
      {
        expected: 'the table as it was',
        happened: 'cells of it changed',
        mend: 'Make new tables; change no cell, also not inside lists and objects.',
      },
    ];
  },
};

const edges: VerbRule = {
  id: 'verb-edges',
  title: 'no rows, one row and cells that are null give a table or a clear error',
  check: async (subject) => {
    const { rows, options } = subject.verbSetup;
    const whole = tableOf(subject);
    const nulls = rows.map((row) => Object.fromEntries(Object.keys(row).map((name) => [name, null])));
    const cases: readonly (readonly [string, Table<object>])[] = [
      ['no rows', whole.slice(0, 0)],
      ['one row', whole.slice(0, 1)],
      ['cells that are all null', Table.fromRows(nulls, { types: typesOf(whole) })],
    ];
    const findings: Finding[] = [];
    for (const [at, table] of cases) {
      const { error } = await run(subject, { table, options });
      if (error !== undefined && !isClear(error)) findings.push({ at, ...unclear(error) });
    }
    return findings;
  },
};

const typesOf = ({ columns }: Table<object>) =>
  Object.fromEntries([...columns].map(([name, { type }]) => [name, type]));

const unclear = (error: unknown): Omit<Finding, 'at'> => ({
  expected: 'a table, or a PivotKitError that says what to do',
  happened: said(error),
  mend: 'Handle the case, or throw a PivotKitError with the column or option it is about.',
});

const missingColumn: VerbRule = {
  id: 'verb-columns',
  title: 'a column that it needs and that is not there is named',
  applies: ({ verbSetup }) => (verbSetup.needs ?? []).length > 0,
  check: async (subject) => {
    const { options, needs = [] } = subject.verbSetup;
    const findings: Finding[] = [];
    for (const column of needs) {
      const table = tableOf(subject).drop(column as never);
      const { error } = await run(subject, { table, options });
      if (!isClear(error) || !(error instanceof Error) || !error.message.includes(column))
        findings.push({
          at: `without '${column}'`,
          expected: `an error that names '${column}'`,
          happened: error === undefined ? 'it gave a table' : said(error),
          mend: 'Ask the table for the column first: `table.column(name)` throws what is right.',
        });
    }
    return findings;
  },
};

const wrongOption: VerbRule = {
  id: 'verb-options',
  title: 'an option that is wrong is refused before anything is done',
  check: async (subject) => {
    const { options, wrongOptions = { ...options, noSuchOption: 1 } } = subject.verbSetup;
    const { error } = await run(subject, { table: tableOf(subject), options: wrongOptions });
    if (PivotKitError.is(error) && error.code === 'OPTIONS_INVALID') return [];
    return [
      {
        at: shown(wrongOptions),
        expected: 'OPTIONS_INVALID',
        happened: error === undefined ? 'it gave a table' : said(error),
        mend: 'Declare the options with z.strictObject, with every limit they have.',
      },
    ];
  },
};

const cancelled: VerbRule = {
  id: 'verb-abort',
  title: 'a run that was cancelled gives no table',
  check: async (subject) => {
    const signal = AbortSignal.abort();
    const { error } = await run(subject, { table: tableOf(subject), options: subject.verbSetup.options, signal });
    if (PivotKitError.is(error) && error.code === 'RUN_CANCELLED') return [];
    return [
      {
        expected: 'RUN_CANCELLED',
        happened: error === undefined ? 'it gave a table' : said(error),
        mend: 'Call `call.signal.throwIfAborted()` now and then.',
      },
    ];
  },
};

export const verbRules: readonly VerbRule[] = [works, keepsRows, input, edges, missingColumn, wrongOption, cancelled];
