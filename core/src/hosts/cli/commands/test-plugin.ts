import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearest } from '@pivotkit/entities';
import { z } from 'zod';
import { PivotKitError } from '../../../error/pivotkit-error.ts';
import { messageOf } from '../../../error/text-of.ts';
import { entryOf, findPackage, loadPlugins, packageEntry, packageNames } from '../../../plugin/load.ts';
import { isPlugin, type Plugin } from '../../../plugin/plugin.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** What this command needs of the kit for tests, which is not a dependency of this package: whoever tests, installs it. */
interface Kit {
  checksOf(plugin: Plugin, setup: object): readonly KitCheck[];
  violationText(violation: object): string;
}

interface KitCheck {
  readonly rule: string;
  readonly subject: string;
  readonly title: string;
  readonly except: string | undefined;
  run(): Promise<readonly object[]>;
}

interface Subject {
  readonly plugin: Plugin;
  readonly setup: object;
}

const kitName = '@pivotkit/testkit';

/** `pivotkit test-plugin [FOLDER or PACKAGE]`. */
export async function runTestPluginCommand(
  target: string,
  { rule: rules = [] }: { readonly rule?: readonly string[] },
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const folder = folderOf(target);
  const kit = await loadKit(folder);
  const suite = suiteFile(folder);
  const subject = suite === undefined ? await withoutSuite(folder) : await subjectIn(suite);
  if (suite === undefined)
    terminal.say(`Note: there is no test/suite.ts in ${folder}, so only what is declared is looked at.`);
  const all = kit.checksOf(subject.plugin, subject.setup);
  const counts = { kept: 0, broken: 0, leftOut: 0 };
  for (const check of chosen(all, rules)) {
    if (signal.aborted) return exitCode.cancelled;
    counts[await report(check, kit, terminal)] += 1;
  }
  await terminal.write(`\n${counts.kept} kept, ${counts.broken} broken, ${counts.leftOut} left out\n`);
  return counts.broken === 0 ? exitCode.complete : exitCode.failed;
}

async function report(check: KitCheck, kit: Kit, terminal: Terminal): Promise<'kept' | 'broken' | 'leftOut'> {
  const { green, red, dim } = terminal.out;
  const line = `${check.subject}: ${check.title} [${check.rule}]`;
  if (check.except !== undefined) {
    await terminal.writeData(`${dim('–   ')} ${line}: left out, ${check.except}\n`);
    return 'leftOut';
  }
  const violations = await check.run();
  await terminal.writeData(`${violations.length === 0 ? green('ok  ') : red('FAIL')} ${line}\n`);
  for (const violation of violations) await terminal.writeData(`     ${kit.violationText(violation)}\n`);
  return violations.length === 0 ? 'kept' : 'broken';
}

function chosen(checks: readonly KitCheck[], rules: readonly string[]): readonly KitCheck[] {
  const known = new Set(checks.map(({ rule }) => rule));
  const unknown = rules.find((rule) => !known.has(rule));
  if (unknown === undefined) return checks.filter(({ rule }) => rules.length === 0 || rules.includes(rule));
  const near = nearest(unknown, known);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `There is no rule '${unknown}' for this plugin`,
    suggestion: near === undefined ? `Rules: ${[...known].join(', ')}.` : `Did you mean '${near}'?`,
  });
}

/** Folder of the package: the folder itself, or where a package of the name is installed. @throws PLUGIN_NOT_FOUND */
function folderOf(target: string): string {
  const folder = resolve(target);
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  for (const name of packageNames(target)) {
    const found = findPackage(name, process.cwd());
    if (found !== undefined) return found;
  }
  const suggestion = `There is no folder ${folder}, and no package of this name is installed.`;
  throw new PivotKitError('PLUGIN_NOT_FOUND', { plugin: target, where: '', suggestion });
}

/** The kit that the plugin's own tests use; else the one of the current project. */
async function loadKit(folder: string): Promise<Kit> {
  const entry = packageEntry(kitName, folder) ?? packageEntry(kitName, process.cwd());
  const kit: unknown = entry === undefined ? undefined : await import(pathToFileURL(entry).href);
  if (isKit(kit)) return kit;
  throw new PivotKitError('USAGE_INVALID', {
    problem:
      entry === undefined ? `${kitName} is not installed in ${folder}` : `${entry} is another version of ${kitName}`,
    suggestion: `Install it there: npm install --save-dev ${kitName}`,
  });
}

const isKit = (module: unknown): module is Kit =>
  ['checksOf', 'violationText'].every((name) => typeof Reflect.get(Object(module), name) === 'function');

const manifest = z.looseObject({ pivotkit: z.looseObject({ suite: z.string().optional() }).optional() });

const endings = ['ts', 'mts', 'js', 'mjs'];

/** Named by `pivotkit.suite` of package.json, else `test/suite` or `suite`. */
function suiteFile(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  const named = existsSync(file)
    ? manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.pivotkit?.suite
    : undefined;
  if (named !== undefined) return join(folder, named);
  const usual = ['test/suite', 'suite'].flatMap((name) => endings.map((ending) => join(folder, `${name}.${ending}`)));
  return usual.find((path) => existsSync(path));
}

async function subjectIn(file: string): Promise<Subject> {
  const module = await importSuite(file);
  const plugin: unknown = Reflect.get(module, 'plugin') ?? Object.values(module).find(isPlugin);
  const setup: unknown = Reflect.get(module, 'setup');
  if (isPlugin(plugin) && typeof setup === 'object' && setup !== null) return { plugin, setup };
  throw new PivotKitError('USAGE_INVALID', {
    problem: `${file} does not export a plugin as \`plugin\` and its setup as \`setup\``,
    suggestion: 'Export both; `pivotkit new plugin` shows how.',
  });
}

async function importSuite(file: string): Promise<object> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return typeof module === 'object' && module !== null ? module : {};
  } catch (cause) {
    throw new PivotKitError('PLUGIN_NOT_LOADED', { plugin: file, where: '', problem: messageOf(cause) }, { cause });
  }
}

/** What the package exports, with nothing to ask it about. */
async function withoutSuite(folder: string): Promise<Subject> {
  const entry = entryOf(folder, folder);
  const { loaded, problems } = await loadPlugins([{ name: entry, folder, where: '' }]);
  const [problem] = problems;
  if (problem !== undefined) throw problem.error;
  const [first] = loaded;
  if (first === undefined) throw new PivotKitError('INTERNAL', { problem: 'a package without plugins was loaded' });
  const readme = join(folder, 'README.md');
  return {
    plugin: first.plugin,
    setup: {
      except: { setup: 'there is none', starts: 'it may need a configuration' },
      ...(existsSync(readme) && { readme: readFileSync(readme, 'utf8') }),
    },
  };
}
