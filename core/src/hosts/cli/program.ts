import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { logFormats } from '../../io/console-log.ts';
import type { CommandContext } from './command-context.ts';
import { addCommands } from './command-list.ts';
import { gathered } from './gathered.ts';

/** The command line: names, options and help. */
export async function createProgram(context: Omit<CommandContext, 'program'>): Promise<Command> {
  const { terminal } = context;
  const program = new Command('pivotkit');
  program
    .description('Ask about the things of an investigation, and join the answers to the rows that asked.')
    .version(await packageVersion(), '-V, --version')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void terminal.write(text).catch(() => {}),
      writeErr: () => {},
      getOutHasColors: () => terminal.out.isColorSupported,
    });
  addGlobalOptions(program);
  addCommands({ ...context, program });
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
    .option('--plugin <name>', 'another plugin: a package, its short name or a path', gathered)
    .option('--offline', 'ask nobody outside this machine')
    .option('--replay <folder>', 'answer requests from recorded replies only')
    .option('--record <folder>', 'keep every reply, without credentials, for --replay')
    .option('--live', 'ask the services themselves, even where the configuration says replay or offline')
    .option('--tlp <level>', 'marking of unmarked values: clear, green, amber, amber+strict, red')
    .option('--passive', 'do nothing that a target could notice')
    .option('--purpose <name>', 'what the questions are for: one of policy.purposes in the configuration')
    .option('--last <span>', 'time range up to now, such as 7d')
    .option('--verbose', 'write a log to standard error')
    .option('--debug', 'show where errors came from, and a log with the reason of every refusal')
    .addOption(new Option('--log <format>', 'write the log for people or for machines').choices(logFormats))
    .option('--quiet', 'say nothing beside the results but errors');
}

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  const version: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : '';
  return String(version);
}
