import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { scanSource } from './scan-source.ts';
import { filesBelow, publishablePackages, readSource, repositoryRoot } from './source-files.ts';

const reports = join(repositoryRoot, 'test', 'api');
const write = process.argv.includes('--write');

mkdirSync(reports, { recursive: true });
const states = publishablePackages().map(({ folder, manifest }) => ({
  name: manifest.name,
  ...report(manifest.name, folder),
}));
for (const { name, state, detail } of states) console.log(`${name}: ${state}${detail === '' ? '' : `\n${detail}`}`);
if (states.some(({ state }) => state === 'DIFFERS')) {
  console.error('\nThe public interface differs from its report in test/api.');
  console.error('Where the change is meant, run `npm run api` and commit the reports with it.');
}
if (states.some(({ state }) => state === 'DIFFERS' || state === 'FAILED')) process.exitCode = 1;

interface ReportState {
  readonly state: 'as reported' | 'report written' | 'DIFFERS' | 'FAILED';
  readonly detail: string;
}

function report(name: string, folder: string): ReportState {
  const committed = join(reports, `${name.replace('@pivotkit/', '')}.api.md`);
  const before = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  try {
    const now = extractedReport(folder) + augmentations(folder);
    if (now === before) return { state: 'as reported', detail: '' };
    if (!write) return { state: 'DIFFERS', detail: difference(before, now) };
    writeFileSync(committed, now);
    return { state: 'report written', detail: '' };
  } catch (error) {
    return { state: 'FAILED', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The report of a built package's entry point. @throws when its declarations do not compile. */
function extractedReport(folder: string): string {
  const projectFolder = join(repositoryRoot, folder);
  const entry = join(projectFolder, 'dist', 'index.d.ts');
  if (!existsSync(entry)) throw new Error(`${folder}/dist/index.d.ts is missing: run npm run build first.`);
  const scratch = mkdtempSync(join(tmpdir(), 'pivotkit-api-'));
  const faults: string[] = [];
  try {
    const config = ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: join(projectFolder, 'package.json'),
      configObject: {
        projectFolder,
        mainEntryPointFilePath: entry,
        newlineKind: 'lf',
        compiler: { overrideTsconfig: compilerOptions(entry), skipLibCheck: true },
        apiReport: {
          enabled: true,
          reportFileName: 'package.api.md',
          reportFolder: join(scratch, 'written'),
          reportTempFolder: join(scratch, 'temporary'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          extractorMessageReporting: {
            default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
            // Everything exported is public; that each export has a doc sentence is a matter of review.
            'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
            'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          },
          // Doc comments follow the form of the house (`@throws CODE when …`), not TSDoc's.
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    });
    mkdirSync(join(scratch, 'written'));
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        if (message.logLevel === ExtractorLogLevel.Error) faults.push(message.formatMessageWithLocation(projectFolder));
        message.handled = true;
      },
    });
    if (faults.length > 0) throw new Error(`${folder}: the declarations do not compile\n${faults.join('\n')}`);
    return withoutPositions(readFileSync(join(scratch, 'written', 'package.api.md'), 'utf8'));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Without the line and column of a warning, so that a report changes with the interface only. */
function withoutPositions(text: string): string {
  return text.replaceAll(/^(\/\/ \S+\.d\.ts):\d+:\d+ - /gm, '$1 - ');
}

/** What a package adds to the types of others (`declare module`), which API Extractor leaves out of its report. */
function augmentations(folder: string): string {
  const blocks = filesBelow(`${folder}/src`).flatMap((path) => moduleDeclarations(readSource(path)));
  if (blocks.length === 0) return '';
  return ['', '## Added to the types of other packages', '', '```ts', ...blocks.sort(), '```', ''].join('\n');
}

function moduleDeclarations(source: string): readonly string[] {
  const { code } = scanSource(source);
  return [...code.matchAll(/^declare (?:module\s*['"]|global\b)/gm)].map(({ index }) => {
    let depth = 0;
    let end = code.indexOf('{', index);
    do {
      if (code[end] === '{') depth += 1;
      if (code[end] === '}') depth -= 1;
      end += 1;
    } while (depth > 0 && end < code.length);
    return source.slice(index, end);
  });
}

/** The lines only one of two texts has, at most twenty of each; enough to see what changed. */
function difference(before: string, now: string): string {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const gone = old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`);
  const added = fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...gone.slice(0, 20), ...added.slice(0, 20)].join('\n');
}

/** Options under which the built declarations are read: those of a consumer, without the condition for sources. */
function compilerOptions(entry: string): object {
  return {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'esnext.iterator', 'esnext.collection', 'esnext.disposable'],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      typeRoots: [join(repositoryRoot, 'node_modules', '@types')],
      skipLibCheck: true,
    },
    files: [entry],
  };
}
