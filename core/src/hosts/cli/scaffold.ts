import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entityClasses } from '@pivotkit/entities';
import { z } from 'zod';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { text } from '../../pivot/output-column.ts';
import { definePivot } from '../../pivot/pivot.ts';
import { camelCase, checkPivot, pluginName } from '../../plugin/check.ts';

/** A plugin that works, whose names are replaced by those of a new one. */
const template = new URL('../../../templates/plugin/', import.meta.url);

/** What becomes `package.json`; a second file of that name inside of a package misleads tools. */
const manifest = 'manifest.json';

const manifestSchema = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Writes a plugin package of the name into the folder, which is made, or is there and empty.
 * Returns the paths of its files, from the folder, in order.
 * @throws USAGE_INVALID when the name cannot be a plugin's, or something is in the folder
 */
export async function scaffoldPlugin(name: string, folder: string): Promise<readonly string[]> {
  requireName(name);
  await requireEmpty(folder);
  const own = manifestSchema.parse(
    JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')),
  );
  const files = await filesOfTemplate();
  for (const file of files) {
    const source = file === 'package.json' ? manifest : file;
    const written = renamed(await readFile(new URL(source, template), 'utf8'), name);
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    // Should a file have come there meanwhile, it is kept.
    await writeFile(target, file === 'package.json' ? withVersions(written, own) : written, { flag: 'wx' });
  }
  return files;
}

/** A name that leads to no clash with what entities have already. */
function requireName(name: string): void {
  const suggestion = 'A name is lower case with hyphens, such as `acme-reputation`.';
  if (!pluginName.test(name) || name.length > 60)
    throw new PivotKitError('USAGE_INVALID', { problem: `'${name}' is no name for a plugin`, suggestion });
  const [problem] = checkPivot(name, pivotOf(name));
  if (problem !== undefined) throw new PivotKitError('USAGE_INVALID', { problem: capitalised(problem), suggestion });
}

const pivotOf = (name: string) =>
  definePivot({
    name: `${camelCase(name)}.report`,
    description: 'As in the template',
    from: [...entityClasses()],
    rowsPerInput: 'at-most-one',
    columns: { any: text('As in the template') },
    sharing: { reaches: 'nobody' },
    lookup: () => [],
  });

async function requireEmpty(folder: string): Promise<void> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return;
  throw new PivotKitError('USAGE_INVALID', {
    problem: `The folder ${resolve(folder)} is not empty`,
    suggestion: 'Name another one with --folder; nothing is overwritten.',
  });
}

async function filesOfTemplate(): Promise<readonly string[]> {
  const entries = await readdir(fileURLToPath(template), { recursive: true, withFileTypes: true });
  const root = fileURLToPath(template);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
    .map((file) => (file === manifest ? 'package.json' : file))
    .toSorted();
}

/** The template's names, however they are written, become those of the plugin. */
const renamed = (content: string, name: string): string =>
  content.replaceAll(/example-service|exampleService|EXAMPLE_SERVICE|Example Service/g, (written) => {
    if (written === 'example-service') return name;
    if (written === 'exampleService') return camelCase(name);
    return written === 'EXAMPLE_SERVICE' ? name.replaceAll('-', '_').toUpperCase() : title(name);
  });

const title = (name: string): string => name.split('-').map(capitalised).join(' ');

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Versions of what is `*` in the template: that of this package, and those it needs itself. */
function withVersions(manifest: string, { version, dependencies }: z.output<typeof manifestSchema>): string {
  return manifest.replaceAll(
    /"([^"]+)": "\*"/g,
    (_, name: string) =>
      `"${name}": "${name.startsWith('@pivotkit/') ? `^${version}` : `^${dependencies[name] ?? version}`}"`,
  );
}
