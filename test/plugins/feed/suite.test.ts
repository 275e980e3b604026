import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from '@pivotkit/entities';
import { feed } from '@pivotkit/plugin-feed';
import { pluginSuite, type PivotSetup } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';

const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const md5 = '44d88612fea8a8f36de82e1278abb02f';

const folder = mkdtempSync(join(tmpdir(), 'feed-suite-'));
const path = join(folder, 'list.txt');
const listed = [
  '8.8.8.0/24',
  '1.1.1.1',
  'evil.example.net',
  'http://www.example.net/a',
  sha256,
  md5,
  'x@evil.example.net',
];
writeFileSync(path, `${listed.join('\n')}\n`);
afterAll(() => rmSync(folder, { recursive: true }));

const asked: PivotSetup = {
  known: {
    IpAddress: ['8.8.8.8', '1.1.1.1'],
    Dns: ['evil.example.net'],
    Url: ['http://www.example.net/a'],
    FileHash: [sha256, md5],
    File: [File.create({ name: 'a.exe', sha256 })],
    Mailbox: ['x@evil.example.net'],
  },
  unknown: {
    IpAddress: ['9.9.9.9', '10.0.0.1'],
    Dns: ['www.example.com'],
    Url: ['http://www.example.com/'],
    FileHash: ['f'.repeat(64)],
    Mailbox: ['x@example.org'],
  },
};

pluginSuite({ test }, feed, {
  readme: readFileSync('plugins/feed/README.md', 'utf8'),
  config: () => ({ lists: [{ name: 'list', path, confidence: 90 }] }),
  pivots: { 'feed.match': asked, 'feed.check': asked },
});
