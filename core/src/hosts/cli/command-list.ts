import { Argument, Option, type Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { gathered } from './gathered.ts';

/** The commands in the order of the help. What a command does is imported when it runs, so that starting is quick. */
export function addCommands(context: CommandContext): void {
  addRun(context);
  addPivot(context);
  addPivots(context);
  addVerb(context);
  addVerbs(context);
  addHelp(context);
  addPlugins(context);
  addConfig(context);
  addDoctor(context);
  addCache(context);
  addQuotas(context);
  addDrift(context);
  addCompletion(context);
  addNew(context);
  addTestPlugin(context);
}

const joinOption = (): Option =>
  new Option('--join <kind>', 'rows that stay: all for left and outer, those with an answer for inner and right')
    .choices(['left', 'inner', 'right', 'outer'])
    .default('left', 'left');

const formatOption = (): Option => new Option('--format <format>', 'csv, tsv, json, ndjson, markdown, arrow or table');

/** How answers of providers are kept and how much is asked; for commands that ask. */
function addLookupOptions(command: Command): Command {
  return command
    .option('--cache <place>', 'folder or store of the cache: redis://…, postgres://…, sqlite:PATH, memory:')
    .option('--no-cache', 'use no cache this time')
    .option('--refresh', 'ask everything anew, and keep the new answers')
    .option('--max-age <duration>', 'ask anew what is older, such as 2h (default: as the pivot says)')
    .option(
      '--stale-while-revalidate <duration>',
      'give answers that are too old by up to this, and ask anew meanwhile',
    )
    .option('--resume <folder>', 'keep the answers of this run there; run again with it, only what is missing is asked')
    .option('--max-calls <number>', 'most questions to ask; the others are skipped(budget)')
    .option('--max-cost <currency=amount>', 'most to spend at declared prices, such as USD=5', gathered)
    .option('--deadline <duration>', 'ask nothing more after so long, such as 10m; what is missing then is said')
    .option('--concurrency <number>', 'look-ups under way at once at a provider (default: as its pivots say)')
    .option('--max-wait <duration>', 'longest wait for a quota; what takes longer is throttled (default: 5m)')
    .option('--no-wait', 'wait for no quota');
}

function addRun(context: CommandContext): void {
  const command = context.program
    .command('run')
    .summary('run a playbook')
    .description('Runs a playbook: its pipelines in order, with their outputs. Paths in it count from its folder.')
    .argument('<playbook>', 'a YAML file')
    .option(
      '--input <file>',
      'rows instead of those the playbook names; name=FILE for one of several pipelines',
      gathered,
    )
    .option('--input-format <format>', 'format of the input (default: by its ending)')
    .option('--types <types>', 'types of input columns: infer, or port=number,at=time (default: as the playbook says)')
    .option('--param <name=value>', 'a parameter of the playbook', gathered)
    .option('--output <file>', "where the last pipeline's result goes")
    .addOption(formatOption())
    .option('--rows <number>', 'rows shown on a terminal (default: 100)')
    .option('--plan', 'say what would be asked and who would be told, and ask nobody');
  addLookupOptions(command).action(async (playbook: string, _, own: Command) => {
    const { runRunCommand } = await import('./commands/run.ts');
    context.end(await runRunCommand(playbook, own.optsWithGlobals(), context));
  });
}

function addPivot(context: CommandContext): void {
  const command = context.program
    .command('pivot')
    .summary('ask a pivot about values or a column of a file')
    .description(
      'Asks a pivot about values, or about a column of a file, and joins the answers to its rows.\nRows in, rows out, in order. `pivotkit pivots` lists what can be asked.',
    )
    .argument('<entity.pivot>', 'such as ip.geolocation')
    .argument('[value...]', 'values to ask about; - reads them from standard input, one a line')
    .option('--input <file>', 'rows: .csv .tsv .json .ndjson .arrow, lines of .log .txt, or - for standard input')
    .option('--input-format <format>', 'format of the input (default: by its ending; csv for standard input)')
    .option('--column <name>', 'column of the input to ask about')
    .addOption(joinOption())
    .option('--prefix <text>', "put before each new column's name")
    .option('--suffix <text>', "put after each new column's name")
    .option('--columns <names>', 'new columns to add, with commas between (default: all)')
    .option('--option <name=value>', "one of the pivot's own options; `pivotkit help PIVOT` lists them", gathered)
    .option('--consent', 'agree that a pivot which submits hands over what it is asked about')
    .option('--visibility <who>', 'who may see what is submitted: private, unlisted or public')
    .option('--types <types>', 'types of input columns: infer, or port=number,at=time (default: text as written)')
    .option('--output <file>', 'where the result goes (default: standard output)')
    .addOption(formatOption())
    .option('--rows <number>', 'rows shown on a terminal (default: 100)')
    .option('--plan', 'say what would be asked and who would be told, and ask nobody')
    .option('--why', 'add a column that says where each answer came from');
  addLookupOptions(command).action(async (pivot: string, values: string[], _, own: Command) => {
    const { runPivotCommand } = await import('./commands/pivot.ts');
    context.end(await runPivotCommand(pivot, values, own.optsWithGlobals(), context));
  });
}

function addPivots(context: CommandContext): void {
  context.program
    .command('pivots')
    .summary('what can be asked, about what, and why not')
    .description(
      'Lists pivots: all, those for an entity (ip), those for what a value is (8.8.8.8), or with the text in them.',
    )
    .argument('[text...]')
    .addOption(formatOption())
    .action(async (texts: string[], _, command: Command) => {
      const { runPivotsCommand } = await import('./commands/pivots.ts');
      context.end(await runPivotsCommand(texts.join(' '), command.optsWithGlobals(), context));
    });
}

function addVerbs(context: CommandContext): void {
  context.program
    .command('verbs')
    .summary('analyses and transforms of the plugins in use')
    .description('Lists verbs: all, or those with a text in name or description. `pivotkit help VERB` explains one.')
    .argument('[text...]')
    .addOption(formatOption())
    .action(async (texts: string[], _, command: Command) => {
      const { runVerbsCommand } = await import('./commands/verbs.ts');
      context.end(await runVerbsCommand(texts.join(' '), command.optsWithGlobals(), context));
    });
}

function addVerb(context: CommandContext): void {
  context.program
    .command('verb')
    .summary('run an analysis or transform over rows')
    .description(
      "Runs a plugin's analysis or transform over rows. `pivotkit verbs` lists them,\n`pivotkit help VERB` its options and columns.",
    )
    .argument('<name>', 'such as ioc.extract')
    .option('--input <file>', 'rows: .csv .tsv .json .ndjson .arrow, lines of .log .txt, or - for standard input')
    .option('--input-format <format>', 'format of the input (default: by its ending; csv for standard input)')
    .option('--types <types>', 'types of input columns: infer, or bytes=number,at=time (default: text as written)')
    .option('--options <options>', 'JSON, or name=value as often as needed', gathered)
    .option('--output <file>', 'where the result goes (default: standard output)')
    .addOption(formatOption())
    .option('--rows <number>', 'rows shown on a terminal (default: 100)')
    .action(async (name: string, _, command: Command) => {
      const { runVerbCommand } = await import('./commands/verb.ts');
      context.end(await runVerbCommand(name, command.optsWithGlobals(), context));
    });
}

function addHelp(context: CommandContext): void {
  context.program
    .command('help')
    .summary('how a command, pivot or verb is used')
    .description(
      'Says how a command is used, or what a pivot or verb takes and gives: options, columns, who is told, cost.',
    )
    .argument('[subject]', 'a command, a pivot such as ip.geolocation, or a verb')
    .action(async (subject: string | undefined, _, command: Command) => {
      const { runHelpCommand } = await import('./commands/help.ts');
      context.end(await runHelpCommand(subject, command.optsWithGlobals(), context));
    });
}

function addPlugins(context: CommandContext): void {
  context.program
    .command('plugins')
    .summary('plugins in use, and where they came from')
    .description('Lists the plugins in use.')
    .addOption(formatOption())
    .action(async (_, command: Command) => {
      const { runPluginsCommand } = await import('./commands/plugins.ts');
      context.end(await runPluginsCommand(command.optsWithGlobals(), context));
    });
}

function addConfig(context: CommandContext): void {
  context.program
    .command('config')
    .summary('every setting, its value and where it came from')
    .description('Prints the settings in force and where each came from; secrets are never shown.')
    .addOption(formatOption())
    .action(async (_, command: Command) => {
      const { runConfigCommand } = await import('./commands/config.ts');
      context.end(await runConfigCommand(command.optsWithGlobals(), context));
    });
}

function addDoctor(context: CommandContext): void {
  context.program
    .command('doctor')
    .summary('what is wrong with this installation')
    .description(
      'Looks at Node, clock, configuration, secrets, files and each plugin, and says what to do.\nWith --live it also asks each service whether it answers, which costs a request.',
    )
    .addOption(formatOption())
    .action(async (_, command: Command) => {
      const { runDoctorCommand } = await import('./commands/doctor.ts');
      context.end(await runDoctorCommand(command.optsWithGlobals(), context));
    });
}

function addCache(context: CommandContext): void {
  context.program
    .command('cache')
    .summary('what is kept of answers and lists: how much, what changed; let go of it')
    .description(
      'Answers of providers that are kept, and lists that plugins fetched. stats: how many of each plugin, and how old.\nclear: lets go of them and says how many. diff: which answers differ from the one before. --plugin NAME\nsays which plugin is meant.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(['stats', 'clear', 'diff']))
    .option('--pivot <name>', 'answers of this pivot alone, such as virustotal.report (clear and diff)')
    .option('--older-than <duration>', 'answers given longer ago than this, such as 7d (clear and diff)')
    .option('--cache <place>', 'another folder or store of a cache: redis://…, postgres://…, sqlite:PATH')
    .addOption(formatOption())
    .action(async (action: string, _, command: Command) => {
      const { runCacheCommand } = await import('./commands/cache.ts');
      context.end(await runCacheCommand(action, command.optsWithGlobals(), context));
    });
}

function addQuotas(context: CommandContext): void {
  context.program
    .command('quotas')
    .summary('what is left of the quotas of providers')
    .description('Lists what each provider allows, what is left of it now, and when it is all back.')
    .option('--cache <folder>', 'another folder with the book of requests')
    .addOption(formatOption())
    .action(async (_, command: Command) => {
      const { runQuotasCommand } = await import('./commands/quotas.ts');
      context.end(await runQuotasCommand(command.optsWithGlobals(), context));
    });
}

function addDrift(context: CommandContext): void {
  context.program
    .command('drift')
    .summary('whether services still answer as they did when recorded')
    .description(
      'Asks again what was recorded (GET alone), with the accounts of the plugins, and lists where the shape of a reply is\nanother: path, types then, types now. Exit code 3 where any is. Services are told again what was asked about then.',
    )
    .argument('<folder>', 'replies kept by --record')
    .option('--against <folder>', 'compare with another recording, and ask nobody')
    .addOption(formatOption())
    .action(async (folder: string, _, command: Command) => {
      const { runDriftCommand } = await import('./commands/drift.ts');
      context.end(await runDriftCommand(folder, command.optsWithGlobals(), context));
    });
}

function addCompletion(context: CommandContext): void {
  context.program
    .command('completion')
    .summary('completion for a shell')
    .description('Prints a script that completes commands, options, pivots, verbs and plugins: bash, zsh or fish.')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string, _, command: Command) => {
      const { runCompletionCommand } = await import('./commands/completion.ts');
      context.end(await runCompletionCommand(shell, command.optsWithGlobals(), context));
    });
}

function addNew(context: CommandContext): void {
  context.program
    .command('new')
    .summary('begin a plugin of your own')
    .description(
      'Writes a plugin package that works: a provider over HTTP, its tests, its README. Nothing is overwritten.\nSee docs/write-a-provider.md.',
    )
    .addArgument(new Argument('<what>', 'what to begin').choices(['plugin']))
    .argument('<name>', 'name of the plugin: lower case with hyphens, such as acme-reputation')
    .option('--folder <folder>', 'where it goes (default: pivotkit-plugin-NAME)')
    .action(async (_what: string, name: string, _, command: Command) => {
      const { runNewPluginCommand } = await import('./commands/new-plugin.ts');
      context.end(await runNewPluginCommand(name, command.optsWithGlobals(), context));
    });
}

function addTestPlugin(context: CommandContext): void {
  context.program
    .command('test-plugin')
    .summary('whether a plugin keeps the rules')
    .description(
      'Looks at every rule of @pivotkit/testkit, with what test/suite.ts of the package exports: `plugin` and `setup`.\nSays of a rule that is broken what was expected, what happened and how to mend it; then the exit code is 1.',
    )
    .argument('[package]', 'folder or name of a plugin package', '.')
    .option('--rule <name>', 'this rule alone', gathered)
    .action(async (target: string, _, command: Command) => {
      const { runTestPluginCommand } = await import('./commands/test-plugin.ts');
      context.end(await runTestPluginCommand(target, command.optsWithGlobals(), context));
    });
}
