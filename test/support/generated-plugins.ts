import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pluginCount = 40;
const kinds = ['IpAddress', 'Dns', 'Url', 'Host', 'FileHash'] as const;

/** Source of one plugin with five pivots of eight columns each, one per kind of entity. */
function pluginSource(i: number): string {
  const columns = Array.from({ length: 8 }, (_, j) => {
    if (j === 7) return `    p${i}Entity: entity(IpAddress, 'An address', { nullWhen: 'none' }),`;
    return j % 2 === 0
      ? `    p${i}Text${j}: text('A text'),`
      : `    p${i}Number${j}: number('A number', { unit: 'bytes' }),`;
  }).join('\n');
  const row = Array.from({ length: 7 }, (_, j) => (j % 2 === 0 ? `p${i}Text${j}: ''` : `p${i}Number${j}: ${j}`)).join(
    ', ',
  );
  const pivots = kinds.map(
    (kind) => `  definePivot({
    name: 'plugin${i}.of${kind}',
    description: 'Generated',
    from: [${kind}],
    rowsPerInput: 'at-most-one',
    columns,
    options: z.strictObject({ depth: z.number().default(1) }),
    sharing: { reaches: 'nobody' },
    lookup: (inputs) => inputs.map(() => found({ ${row} })),
  }),`,
  );
  return `import { definePivot, definePlugin, entity, found, number, text } from '@pivotkit/core';
import { ${kinds.join(', ')} } from '@pivotkit/entities';
import { z } from 'zod';

const columns = {
${columns}
} as const;

export const plugin${i} = definePlugin({
  name: 'plugin${i}',
  version: '1.0.0',
  description: 'Generated',
  pivots: [
${pivots.join('\n')}
  ],
});
`;
}

/** A script with a pipeline of twelve pivots over all plugins, and what must not compile. */
function scriptSource(): string {
  const all = Array.from({ length: pluginCount }, (_, i) => i);
  const steps = all
    .slice(0, 12)
    .map((i) => `  .pivot(IpAddress.plugin${i}.ofIpAddress, { column: '${i === 0 ? 'source' : `p${i - 1}Entity`}' })`);
  return `import { createSession } from '@pivotkit/core';
${all.map((i) => `import { plugin${i} } from './dist/plugin${i}.js';`).join('\n')}

const session = await createSession({ plugins: [${all.map((i) => `plugin${i}`).join(', ')}] });
const { IpAddress } = session.entities;
const frame = await session
  .from([{ source: '8.8.8.8', bytes: 1 }])
${steps.join('\n')}
  .filter((row) => row.p11Number1 === 1)
  .run();
const first: string | null = frame.row(0).p0Text0;
const bytes: number = frame.row(0).bytes;
void first;
void bytes;

export function refused(): void {
  // @ts-expect-error null after a left join
  const text: string = frame.row(0).p0Text0;
  void text;
  // @ts-expect-error no such column
  void frame.row(0).p12Text0;
  // @ts-expect-error no such pivot
  void IpAddress.plugin3.ofIpAdress;
  // @ts-expect-error no such plugin
  void IpAddress.plugin40;
  // @ts-expect-error a column of numbers holds no addresses
  session.from([{ bytes: 1, ip: '' }]).pivot(IpAddress.plugin1.ofIpAddress, { column: 'bytes' });
  // @ts-expect-error no such option
  session.from([{ ip: '' }]).pivot(IpAddress.plugin1.ofIpAddress, { column: 'ip', dept: 1 });
}
`;
}

/** Projects of the generated folder, each a path of a tsconfig. */
export interface GeneratedProjects {
  /** Makes the declarations of the plugins, which the script needs. */
  readonly plugins: string;
  /** The pipeline, over the plugins' declarations. */
  readonly script: string;
  /** A program that only imports the package. */
  readonly baseline: string;
}

/** Writes forty plugins and a script over them into a folder. */
export async function writeGeneratedPlugins(
  folder: string,
  customConditions: readonly string[],
): Promise<GeneratedProjects> {
  await mkdir(folder, { recursive: true });
  const files = Array.from({ length: pluginCount }, (_, i) => `plugin${i}.ts`);
  for (const [i, file] of files.entries()) await writeFile(join(folder, file), pluginSource(i));
  await writeFile(join(folder, 'script.ts'), scriptSource());
  await writeFile(
    join(folder, 'baseline.ts'),
    `import { createSession } from '@pivotkit/core';\nvoid createSession;\n`,
  );
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    types: ['node'],
    customConditions,
  };
  const write = async (name: string, project: object): Promise<string> => {
    const path = join(folder, `tsconfig.${name}.json`);
    await writeFile(path, JSON.stringify(project, undefined, 2));
    return path;
  };
  const declarations = {
    ...compilerOptions,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '.',
    outDir: 'dist',
  };
  return {
    plugins: await write('plugins', { compilerOptions: declarations, files }),
    script: await write('script', { compilerOptions: { ...compilerOptions, noEmit: true }, files: ['script.ts'] }),
    baseline: await write('baseline', {
      compilerOptions: { ...compilerOptions, noEmit: true },
      files: ['baseline.ts'],
    }),
  };
}
