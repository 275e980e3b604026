import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  found,
  recordsOf,
  Redactor,
  resultOfError,
  text,
} from '@pivotkit/core';
import type { Call } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dnsClient } from '../../../core/src/io/dns-client.ts';
import { offlineTransport } from '../../../core/src/io/replay.ts';
import { tcpClient } from '../../../core/src/io/tcp-client.ts';
import { startDnsServer, type DnsServer } from '../../support/dns-server.ts';
import { startTcpServer, type TcpServer } from '../../support/tcp-server.ts';

const key = 'f00dfeedf00dfeed';

interface State {
  readonly nameServer: string;
  readonly port: number;
}

let names: DnsServer;
let lines: TcpServer;
let folder: string;
beforeEach(async () => {
  names = await startDnsServer(() => ({
    answers: [{ type: 'TXT', name: 'example.com', ttl: 60, data: `told ${key}` }],
  }));
  lines = await startTcpServer((question) => Buffer.from(`José knows ${question.trim()} and ${key}\r\n`, 'latin1'));
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-doors-'));
});
afterEach(async () => {
  await names.close();
  await lines.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks a name server and a service over TCP about each name. */
const asker = definePlugin({
  name: 'asker',
  version: '1.0.0',
  description: 'Asks by all doors',
  setup: (): State => ({ nameServer: names.host, port: lines.port }),
  pivots: [
    definePivot({
      name: 'asker',
      description: 'What name servers and lines say',
      from: [Dns],
      rowsPerInput: 'at-most-one',
      columns: { record: text('A record'), line: text('A line') },
      sharing: { reaches: 'provider', maxTlp: 'green' },
      lookup: (inputs, { dns, tcp, signal, state }: Call<unknown, State>) =>
        Promise.all(
          inputs.map(async ({ domainName: name }) => {
            try {
              const resolver = { servers: [state.nameServer] };
              const { answers } = await dns.ask({ name, type: 'TXT', resolver, signal });
              const host = `127.0.0.1:${state.port}`;
              const question = { host: '127.0.0.1', port: state.port, allowedHosts: [host], signal };
              const reply = await tcp.ask({ ...question, send: `${name}\r\n` });
              return found({ record: recordsOf(answers, 'TXT')[0]?.data ?? '', line: reply.text });
            } catch (error) {
              return resultOfError(error, 'asker');
            }
          }),
        ),
    }),
  ],
});

interface Setting {
  readonly record?: string;
  readonly replay?: string;
  readonly redactor?: Redactor;
}

async function rowWith(options: Setting) {
  await using session = await createSession({ ...options, plugins: [asker] });
  return { ...(await session.entities.Dns.asker('example.com')).row(0) };
}

describe('name servers and services over TCP', () => {
  test('are recorded and replayed like everything else, byte for byte and without secrets', async () => {
    const live = await rowWith({ record: folder });
    expect(live).toMatchObject({ 'asker.status': 'found', line: `José knows example.com and ${key}\r\n` });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(files).toHaveLength(2);
    await names.close();
    await lines.close();
    expect(await rowWith({ replay: folder })).toEqual(live);
    names = await startDnsServer(() => ({}));
    lines = await startTcpServer(() => '');
  });

  test('secrets that the session knows stand in no file', async () => {
    const redactor = new Redactor();
    redactor.add(key);
    const row = await rowWith({ record: folder, redactor });
    expect(row).toMatchObject({ record: 'told ‹secret›', line: 'José knows example.com and ‹secret›\r\n' });
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(texts.join('')).not.toContain(key);
  });

  test('are not asked offline', async () => {
    const http = { send: offlineTransport };
    const { signal } = new AbortController();
    const resolver = { servers: [names.host] };
    const asked = [
      dnsClient(http).ask({ name: 'example.com', type: 'A', resolver, signal }),
      tcpClient(http).ask({ host: '127.0.0.1', port: 43, send: '', allowedHosts: ['127.0.0.1:43'], signal }),
    ];
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  test('that are missing among recorded replies are named', async () => {
    await using session = await createSession({ replay: folder, plugins: [asker] });
    const frame = await session.entities.Dns.asker('example.com');
    expect(frame.why(0, 'record')?.note).toContain(`No recorded reply to GET dns://${names.host}/example.com`);
  });
});
