import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../../tools/source-files.ts';
import { pivotkit, removeFolder, workFolder } from './run-cli.ts';

const key = 'canary-key-4711';
let status = 200;
let date: string | undefined;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const body = status === 200 ? { data: { id: '8.8.8.8', type: 'ip_address', attributes: {} } } : { error: {} };
  if (date !== undefined) response.sendDate = false;
  response.writeHead(status, { 'content-type': 'application/json', ...(date && { date }) }).end(JSON.stringify(body));
});
let folder = '';

beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plugin = join(repositoryRoot, 'plugins', 'virustotal', 'src', 'index.ts');
  const settings = `{ apiKey: { env: MY_KEY }, baseUrl: '${baseUrl}' }`;
  const config = `discover: false
offline: true
plugins:
  '${plugin}': ${settings}
`;
  folder = workFolder({ 'pivotkit.config.yaml': config });
});
afterAll(() => {
  server.close();
  removeFolder(folder);
});
beforeEach(() => {
  status = 200;
  date = undefined;
  asked.length = 0;
});

const doctor = (...parameters: readonly string[]) =>
  pivotkit(['doctor', ...parameters], { cwd: folder, environment: { MY_KEY: key } });

test('asks no service unless told to', async () => {
  const { out } = await doctor();
  expect(out).toContain('✓ service virustotal: not asked; `pivotkit doctor --live` asks it');
  expect(asked).toEqual([]);
});

test('--live asks each service once, even where the configuration says offline', async () => {
  const { code, out } = await doctor('--live');
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(/✓ service virustotal: VirusTotal answers \(\d+ ms\)/),
  });
  expect(asked).toEqual(['/ip_addresses/8.8.8.8']);
});

test('--live says that a key is refused and that the clock is wrong, and never the key', async () => {
  status = 401;
  date = new Date(Date.now() - 3_600_000).toUTCString();
  const { code, out, err } = await doctor('--live');
  expect(code).toBe(1);
  expect(out).toMatch(/✗ service virustotal: VirusTotal refused the credentials.*\n {4}→ /);
  expect(out).toMatch(/! clock: 3[56]\d\d s ahead of that of the service virustotal\n/);
  expect(out + err).not.toContain(key);
});
