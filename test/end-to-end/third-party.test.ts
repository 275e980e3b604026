import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * Two plugins by third parties, one in TypeScript and one in plain JavaScript, packed and installed as their users would:
 * tarballs of everything in a folder of its own, no source condition, no link to this repository.
 */
const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const ours = ['entities', 'core'];
const theirs = ['pivotkit-plugin-asset-register', 'pivotkit-plugin-name-shape'];
let folder = '';

async function pack(source: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source });
  const packed: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  const entry: unknown = Array.isArray(packed) ? packed[0] : Object.values(Object(packed))[0];
  return join(folder, String(Reflect.get(Object(entry), 'filename')));
}

/** A third party's folder outside this repository, with the packages it needs to build. */
async function checkoutOf(name: string): Promise<string> {
  const copy = join(folder, 'checkouts', name);
  await cp(join(root, 'examples/third-party', name), copy, {
    recursive: true,
    filter: (path) => !path.endsWith('/dist') && !path.endsWith('index.d.ts'),
  });
  return copy;
}

const installing = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pivotkit-third-party-'));
  await run(join(bin, 'tsc'), ['-b', join(root, 'core')]);
  const tarballs = await Promise.all(ours.map((name) => pack(join(root, name))));
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  for (const name of theirs) {
    const checkout = await checkoutOf(name);
    await run('npm', [...installing, '--no-save', '@types/node@26.6.6', ...tarballs], { cwd: checkout });
    await run('npm', ['run', 'prepack'], {
      cwd: checkout,
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    tarballs.push(await pack(checkout));
  }
  await run('npm', [...installing, ...tarballs], { cwd: consumer });
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const script = `
import { createSession } from '@pivotkit/core';
import { assetRegister } from 'pivotkit-plugin-asset-register';
import { nameShape } from 'pivotkit-plugin-name-shape';

const session = await createSession({
  plugins: [assetRegister, nameShape],
  config: { 'asset-register': { file: 'assets.json' } },
});
const { Host, Dns } = session.entities;
const frame = await session
  .from([{ machine: 'SRV-01', asked: 'a1b2c3d4.example.com' }, { machine: 'srv-99', asked: null }])
  .pivot(Host.assetOwner, { column: 'machine' })
  .pivot(Dns.nameShape, { column: 'asked', columns: ['labelLength', 'digitShare'] })
  .run();
const owner: string | null = frame.row(0).owner;
const length: number | null = frame.row(0).labelLength;
console.log(JSON.stringify([owner, length, frame.toRows()]));

export function refused(): void {
  // @ts-expect-error no such pivot
  void Host.nameShape;
  // @ts-expect-error a number, from a plugin without a line of TypeScript
  const text: string = frame.row(0).digitShare;
  void text;
  // @ts-expect-error a setting that the plugin does not have
  void createSession({ plugins: [assetRegister], config: { 'asset-register': { fil: '' } } });
}
`;

test('their types and their answers reach a user', async () => {
  const consumer = join(folder, 'consumer');
  await writeFile(join(consumer, 'script.ts'), script);
  await writeFile(
    join(consumer, 'assets.json'),
    JSON.stringify([{ host: 'srv-01', address: '10.0.0.5', owner: 'Payments', criticality: 'high' }]),
  );
  const flags = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--skipLibCheck',
  ];
  const types = join(root, 'node_modules/@types');
  const checked = await run(
    join(bin, 'tsc'),
    [...flags, '--typeRoots', types, '--types', 'node', '--ignoreConfig', 'script.ts'],
    {
      cwd: consumer,
    },
  ).catch((error: unknown) => error);
  expect(String(Reflect.get(Object(checked), 'stdout'))).toBe('');
  const { stdout } = await run(process.execPath, ['script.ts'], { cwd: consumer });
  expect(JSON.parse(stdout)).toEqual([
    'Payments',
    8,
    [
      {
        machine: 'SRV-01',
        asked: 'a1b2c3d4.example.com',
        owner: 'Payments',
        criticality: 'high',
        assetNote: null,
        'assetRegister.owner.status': 'found',
        labelLength: 8,
        digitShare: 0.5,
        'nameShape.status': 'found',
      },
      {
        machine: 'srv-99',
        asked: null,
        owner: null,
        criticality: null,
        assetNote: null,
        'assetRegister.owner.status': 'not-found',
        labelLength: null,
        digitShare: null,
        'nameShape.status': 'skipped(no-value)',
      },
    ],
  ]);
});

test('the command line finds them by their names, without configuration naming them', async () => {
  const consumer = join(folder, 'consumer');
  await writeFile(
    join(consumer, 'pivotkit.config.yaml'),
    'plugins:\n  asset-register:\n    file: assets.json\n  name-shape: {}\n',
  );
  const pivotkit = join(consumer, 'node_modules/@pivotkit/core/bin/pivotkit.js');
  const { stdout } = await run(
    process.execPath,
    [pivotkit, 'pivot', 'dns.nameShape', 'abcd.example.com', '--format', 'json'],
    {
      cwd: consumer,
    },
  );
  expect(JSON.parse(stdout)).toMatchObject([{ input: 'abcd.example.com', labelLength: 4, labelEntropy: 2 }]);
  await rm(join(consumer, 'pivotkit.config.yaml'));
  const env = { ...process.env, PIVOTKIT_ASSET_REGISTER_FILE: 'assets.json' };
  const listed = await run(process.execPath, [pivotkit, 'plugins', '--format', 'csv'], { cwd: consumer, env });
  expect(listed.stdout).toMatch(/^asset-register,1\.0\.0/m);
  expect(listed.stdout).toMatch(/^name-shape,1\.0\.0/m);
});
