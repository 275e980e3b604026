import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openNetwork, type Network, type NetworkOptions, type NetworkParts } from '../../../core/src/io/network.ts';
import { hasOpenssl, makeCertificates, type Certificates } from '../../support/certificates.ts';
import { startProxy } from '../../support/local-proxy.ts';

const { signal } = new AbortController();

describe.skipIf(!hasOpenssl)('TLS (skipped without the openssl program, which makes the certificates)', () => {
  let files: Certificates;
  let server: Server;
  let base: string;
  let network: Network | undefined;

  beforeAll(async () => {
    files = makeCertificates(['IP:127.0.0.1', 'DNS:api.example.com']);
    const tls = { cert: files.serverCert, key: files.serverKey, requestCert: true, rejectUnauthorized: false };
    server = createServer({ ...tls, ca: readFileSync(files.caFile) }, (request, response) => {
      const { authorized } = request.socket as TLSSocket;
      response.end(`${request.headers.host ?? ''} client ${authorized ? 'known' : 'unknown'}`);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    base = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterEach(async () => {
    await network?.close();
    network = undefined;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
    files.remove();
  });

  async function ask(
    url: string,
    options: NetworkOptions = {},
    parts: NetworkParts = {},
    pin = false,
  ): Promise<string> {
    network = await openNetwork(options, { environment: {}, ...parts });
    const reply = await network.transport({ url: new URL(url), signal, resolveCheckPin: pin });
    return reply.text;
  }

  test('an authority nobody named is not trusted', async () => {
    await expect(ask(base)).rejects.toMatchObject({
      code: 'PROVIDER_UNREACHABLE',
      details: { reason: 'SELF_SIGNED_CERT_IN_CHAIN' },
      message: expect.stringContaining('network.caFile'),
    });
  });

  test('one that is named is, beside those of Node', async () => {
    expect(await ask(base, { caFile: files.caFile })).toContain('client unknown');
  });

  test('a client certificate is shown', async () => {
    const { caFile, clientCertFile, clientKeyFile } = files;
    expect(await ask(base, { caFile, clientCertFile, clientKeyFile })).toContain('client known');
  });

  test('a name the certificate does not have is refused', async () => {
    const { port } = new URL(base);
    await expect(ask(`https://localhost:${port}/`, { caFile: files.caFile })).rejects.toMatchObject({
      details: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  test('through a proxy, end to end', async () => {
    await using proxy = await startProxy(Number(new URL(base).port));
    const { caFile, clientCertFile, clientKeyFile } = files;
    const options = { caFile, clientCertFile, clientKeyFile, proxy: `http://127.0.0.1:${proxy.port}` };
    expect(await ask('https://api.example.com/', options)).toBe('api.example.com client known');
    expect(proxy.asked).toEqual(['CONNECT api.example.com:443']);
  });

  describe('to an address that was checked', () => {
    const parts = (address: string, asked: string[] = []): NetworkParts => ({
      resolve: async (name) => {
        asked.push(name);
        return [{ address, family: 4 }];
      },
      isAllowed: (each) => each === address,
    });

    test('the name is still the one in the certificate', async () => {
      const names: string[] = [];
      const { port } = new URL(base);
      const text = await ask(
        `https://api.example.com:${port}/`,
        { caFile: files.caFile },
        parts('127.0.0.1', names),
        true,
      );
      expect(text).toBe(`api.example.com:${port} client unknown`);
      expect(names).toEqual(['api.example.com']);
    });

    test('a proxy is told the address, so that it cannot resolve the name to another', async () => {
      await using proxy = await startProxy(Number(new URL(base).port));
      const options = { caFile: files.caFile, proxy: `http://127.0.0.1:${proxy.port}` };
      expect(await ask('https://api.example.com/', options, parts('93.184.215.14'), true)).toMatch(
        /^api\.example\.com /,
      );
      expect(proxy.asked).toEqual(['CONNECT 93.184.215.14:443']);
    });
  });

  describe('files that cannot be used are found when the session starts', () => {
    const brokenKey = '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5IHMzY3IzdA==\n-----END PRIVATE KEY-----\n';

    test.each<[string, (files: Certificates) => NetworkOptions, RegExp]>([
      [
        'no file',
        ({ folder }) => ({ caFile: join(folder, 'none.pem') }),
        /^'caFile' of the network .* cannot be read \(ENOENT\)/,
      ],
      ['a folder', ({ folder }) => ({ caFile: folder }), /cannot be read \(EISDIR\)/],
      [
        'a key for a certificate',
        ({ clientKeyFile }) => ({ caFile: clientKeyFile }),
        /holds no certificate in PEM form/,
      ],
      [
        'a certificate for a key',
        ({ clientCertFile }) => ({ clientCertFile, clientKeyFile: clientCertFile }),
        /'clientKeyFile' .* holds no private key without a passphrase/,
      ],
      [
        'a certificate alone',
        ({ clientCertFile }) => ({ clientCertFile }),
        /'clientCertFile' .* needs 'clientKeyFile'/,
      ],
      ['a key alone', ({ clientKeyFile }) => ({ clientKeyFile }), /'clientKeyFile' .* needs 'clientCertFile'/],
      [
        "another's key",
        ({ folder, clientCertFile }) => ({ clientCertFile, clientKeyFile: join(folder, 'server.key') }),
        /key values mismatch/,
      ],
      [
        'a broken key',
        ({ folder, clientCertFile }) => {
          writeFileSync(join(folder, 'broken.key'), brokenKey);
          return { clientCertFile, clientKeyFile: join(folder, 'broken.key') };
        },
        /^'caFile, clientCertFile or clientKeyFile' of the network cannot be used/,
      ],
    ])('%s', async (_, optionsOf, message) => {
      const error: unknown = await openNetwork(optionsOf(files)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'NETWORK_SETTING_INVALID', message: expect.stringMatching(message) });
      expect(inspect(error, { depth: 9 })).not.toContain('bm90IGEga2V5');
    });
  });
});
