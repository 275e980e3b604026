import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from '@pivotkit/entities';
import { warninglists } from '@pivotkit/plugin-warninglists';
import { pluginSuite, type PivotSetup } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

const folder = mkdtempSync(join(tmpdir(), 'warninglists-suite-'));
const write = (name: string, type: string, list: readonly string[]): void =>
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, type, version: 1, description: name, list }));
write('networks', 'cidr', ['8.8.8.0/24', '1.0.0.0/24']);
write('names', 'hostname', ['example.net', 'example.org']);
write('hashes', 'string', [md5, 'f'.repeat(64)]);
afterAll(() => rmSync(folder, { recursive: true }));

const asked: PivotSetup = {
  known: {
    IpAddress: ['8.8.8.8', '1.0.0.10'],
    Dns: ['www.example.net', 'example.org'],
    Url: ['http://www.example.net/a', 'https://example.org/'],
    FileHash: [md5, 'f'.repeat(64)],
    File: [File.create({ name: 'a.exe', md5 })],
    Mailbox: ['x@example.net'],
  },
  unknown: {
    IpAddress: ['9.9.9.9', '10.0.0.1'],
    Dns: ['www.example.com'],
    Url: ['http://www.example.com/'],
    FileHash: ['e'.repeat(64)],
    Mailbox: ['x@example.com'],
  },
};

pluginSuite({ test }, warninglists, {
  readme: readFileSync('plugins/warninglists/README.md', 'utf8'),
  config: () => ({ paths: [folder] }),
  pivots: { 'warninglists.match': asked, 'warninglists.check': asked },
});
