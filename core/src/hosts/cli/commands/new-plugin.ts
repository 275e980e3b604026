import { relative, resolve } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { scaffoldPlugin } from '../scaffold.ts';

/** `pivotkit new plugin NAME`. */
export async function runNewPluginCommand(
  name: string,
  { folder = `pivotkit-plugin-${name}` }: { readonly folder?: string },
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const target = resolve(folder);
  const files = await scaffoldPlugin(name, target);
  const shown = relative(process.cwd(), target) || '.';
  await terminal.write(files.map((file) => `${shown}/${file}\n`).join(''));
  terminal.say(`Next: cd ${shown} && npm install && npm test`);
  return exitCode.complete;
}
