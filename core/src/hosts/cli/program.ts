import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets besides its own options. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Sets the exit code. */
  end(code: ExitCode): void;
  /** The whole command line, for help and completion. */
  readonly program: Command;
}

/** The command line: names, options and help. What a command does is imported when it runs, so that starting is quick. */
export async function createProgram(context: Omit<CommandContext, 'program'>): Promise<Command> {
  const { terminal } = context;
  const program = new Command('pivotkit');
  const whole = { ...context, program };
  program
    .description('Ask about the things of an investigation, and join the answers to the rows that asked.')
    .version(await packageVersion(), '-V, --version')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void terminal.write(text),
      writeErr: () => {},
      getOutHasColors: () => terminal.out.isColorSupported,
    })
    .action(() => {
      void terminal.write(program.helpInformation());
    });
  addGlobalOptions(program);
  addCommands(program, whole);
  program.addHelpText('after', afterHelp);
  return program;
}

const afterHelp = `
Exit codes: 0 complete, 1 failed, 2 wrong usage, 3 partial (some look-ups failed), 130 cancelled.
Results go to standard output: a table on a terminal, CSV when piped. What is said beside them goes to standard error.

  pivotkit pivots 8.8.8.8
  pivotkit pivot ip.geolocation 8.8.8.8 1.1.1.1
  pivotkit pivot ip.geolocation --input flows.csv --column destinationIp --output flows-located.csv
`;

function addGlobalOptions(program: Command): void {
  program
    .option('--config <file>', 'configuration file (default: pivotkit.config.yaml here or above)')
    .option('--plugin <name>', 'another plugin: a package, its short name or a path', gathered, [])
    .option('--offline', 'ask nobody outside this machine')
    .option('--replay <folder>', 'answer requests from recorded replies only')
    .option('--tlp <level>', 'marking of unmarked values: clear, green, amber, amber+strict, red')
    .option('--last <span>', 'time range up to now, such as 7d')
    .option('--debug', 'show where errors came from')
    .option('--quiet', 'say nothing beside the results but errors');
}

const formatOption = (): Option => new Option('--format <format>', 'csv, tsv, json, ndjson, markdown, arrow or table');

const gathered = (value: string, before: readonly string[]): string[] => [...before, value];

function addCommands(program: Command, context: CommandContext): void {
  program
    .command('pivot')
    .summary('ask a pivot about values or a column of a file')
    .description(
      'Asks a pivot about values, or about a column of a file, and joins the answers to its rows.\nRows in, rows out, in order. `pivotkit pivots` lists what can be asked.',
    )
    .argument('<entity.pivot>', 'such as ip.geolocation')
    .argument('[value...]', 'values to ask about; - reads them from standard input, one a line')
    .option('--input <file>', 'rows: .csv .tsv .json .ndjson .arrow, or - for standard input')
    .option('--input-format <format>', 'format of the input (default: by its ending; csv for standard input)')
    .option('--column <name>', 'column of the input to ask about')
    .option('--join <kind>', 'rows that stay: left (all), inner (those with an answer), right, outer', 'left')
    .option('--prefix <text>', "put before each new column's name")
    .option('--suffix <text>', "put after each new column's name")
    .option('--columns <names>', 'new columns to add, with commas between (default: all)')
    .option('--option <name=value>', "one of the pivot's own options; `pivotkit help PIVOT` lists them", gathered, [])
    .option('--types <types>', 'types of input columns: infer, or port=number,at=time (default: text as written)')
    .option('--output <file>', 'where the result goes (default: standard output)')
    .addOption(formatOption())
    .option('--rows <number>', 'rows shown on a terminal (default: 100)')
    .option('--plan', 'say what would be asked and who would be told, and ask nobody')
    .option('--why', 'add a column that says where each answer came from')
    .action(async (pivot: string, values: string[], _, command: Command) => {
      const { runPivotCommand } = await import('./commands/pivot.ts');
      context.end(await runPivotCommand(pivot, values, command.optsWithGlobals(), context));
    });
  program
    .command('pivots')
    .summary('what can be asked, about what, and why not')
    .description('Lists pivots: all, those for an entity (ip), those for what a value is (8.8.8.8), or with the text in them.')
    .argument('[text...]')
    .addOption(formatOption())
    .action(async (texts: string[], _, command: Command) => {
      const { runPivotsCommand } = await import('./commands/pivots.ts');
      context.end(await runPivotsCommand(texts.join(' '), command.optsWithGlobals(), context));
    });
}

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  const version: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : '';
  return String(version);
}
