import { expect, test } from 'vitest';
import { configSchema } from '../../../core/src/session/config-schema.ts';
import { loadConfig } from '../../../core/src/session/config.ts';

const network = {
  timeoutMs: 1,
  connectTimeoutMs: 2,
  headersTimeoutMs: 3,
  bodyTimeoutMs: 4,
  attempts: 5,
  connections: 6,
  maxBodyBytes: 7,
  proxy: 'http://proxy.example:3128',
  noProxy: 'localhost,.example',
  caFile: 'ca.pem',
  clientCertFile: 'client.pem',
  clientKeyFile: 'client.key',
};

test('everything about the network is a setting', () => {
  expect(configSchema.parse({ network })).toEqual({ network });
});

test('and a variable', async () => {
  const environment = Object.fromEntries(
    Object.entries(network).map(([name, value]) => [`PIVOTKIT_NETWORK_${name.toUpperCase()}`, String(value)]),
  );
  expect((await loadConfig({ folder: '/nowhere', environment })).settings).toEqual({ network });
});

test.each([
  ['attempts', 0],
  ['attempts', 11],
  ['attempts', 1.5],
  ['connectTimeoutMs', 0],
  ['headersTimeoutMs', -1],
  ['bodyTimeoutMs', '5s'],
  ['proxy', 'proxy.example:3128'],
  ['proxy', 'socks5://proxy.example'],
  ['proxy', 'http://proxy.example/path'],
  ['proxy', 'http://'],
  ['caFile', ''],
])('%s: %j is refused', (name, value) => {
  expect(configSchema.safeParse({ network: { [name]: value } }).success).toBe(false);
});

test('a proxy with a password is refused, and the password not repeated', () => {
  const result = configSchema.safeParse({ network: { proxy: 'http://user:s3cr3t@proxy.example:3128' } });
  expect(result.error?.issues[0]?.message).toContain('HTTPS_PROXY');
  expect(JSON.stringify(result.error)).not.toContain('s3cr3t');
});
