import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  compilePlaybook,
  createSession,
  definePivot,
  definePlugin,
  found,
  get,
  httpLookup,
  httpProvider,
  post,
  Table,
  text,
  type Visibility,
} from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

interface Sent {
  readonly url: string;
  readonly visibility: Visibility | undefined;
}

/** Has URLs scanned, and remembers what was handed over. */
function scannerPlugin(sent: Sent[]) {
  return definePlugin({
    name: 'scanner',
    version: '1.0.0',
    description: 'Scans URLs',
    pivots: [
      definePivot({
        name: 'scanner',
        description: 'Has a URL scanned',
        from: [Url],
        rowsPerInput: 'at-most-one',
        columns: { id: text('Scan') },
        sharing: { reaches: 'provider', maxTlp: 'amber', provider: 'Example', submits: true },
        lookup: (inputs, { submission }) =>
          inputs.map(({ key }) => {
            sent.push({ url: key, visibility: submission?.visibility });
            return found({ id: String(sent.length) });
          }),
      }),
    ],
  });
}

const url = 'https://example.com/a';
const consented = { consent: true, visibility: 'unlisted' } as const;

async function scannerSession(options: object = {}) {
  const sent: Sent[] = [];
  const session = await createSession({ plugins: [scannerPlugin(sent)], ...options });
  return { sent, session, scan: session.pivot('Url', 'scanner') };
}

describe('a pivot that submits', () => {
  test.each<[string, object, RegExp]>([
    ['nothing', {}, /'consent' is not true; 'visibility' is none of private, unlisted, public/],
    ['consent alone', { consent: true }, /: 'visibility' is none of/],
    ['visibility alone', { visibility: 'private' }, /: 'consent' is not true\./],
    ['consent in text', { ...consented, consent: 'true' }, /'consent' is not true/],
    ['another visibility', { ...consented, visibility: 'toString' }, /'visibility' is none of/],
  ])('hands nothing over with %s', async (_, call, problem) => {
    const { sent, scan, session } = await scannerSession();
    await expect(scan(url, call)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringMatching(problem),
      hint: expect.stringContaining('hands over what it is asked about to Example'),
    });
    expect(() => session.from([{ url }]).pivot(scan, { column: 'url', ...call })).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID' }),
    );
    expect(sent).toEqual([]);
  });

  test('with both is told who may see it', async () => {
    const { sent, session } = await scannerSession();
    const frame = await session.entities.Url.scanner([url, url], consented);
    expect(frame.toRows().map(({ id }) => id)).toEqual(['1', '1']);
    expect(sent).toEqual([{ url, visibility: 'unlisted' }]);
  });

  test('is not cached: each call hands over anew, one run never twice', async () => {
    const { sent, session, scan } = await scannerSession({ cache: { folder: 'out', store: 'memory:' } });
    await session.entities.Url.scanner(url, consented);
    await session.entities.Url.scanner(url, consented);
    expect(sent.length).toBe(2);
    const twice = session
      .from([{ url, again: url }])
      .pivot(session.entities.Url.scanner, { column: 'url', ...consented })
      .pivot(session.entities.Url.scanner, { column: 'again', prefix: 'again_', ...consented })
      .pivot(scan, { column: 'again', prefix: 'open_', consent: true, visibility: 'public' } as never);
    await twice.run();
    expect(sent.map(({ visibility }) => visibility)).toEqual(['unlisted', 'unlisted', 'unlisted', 'public']);
  });

  test('says so in help', async () => {
    const { session } = await scannerSession();
    expect(session.help(session.entities.Url.scanner)).toMatch(
      /told +Example, to whom it is handed over: needs consent/,
    );
  });

  test('above its marking nothing is handed over, whatever was consented to', async () => {
    const { sent, scan } = await scannerSession({ tlp: 'red' });
    const frame = await scan(url, consented);
    expect(frame.toRows()[0]).toMatchObject({ 'scanner.status': 'skipped(marking)' });
    expect(sent).toEqual([]);
  });
});

test('a playbook says both among the options of the step, or is refused with the place', async () => {
  const { sent, session } = await scannerSession();
  const written = (options: string): string =>
    `name: scan\nsteps:\n  - pivot: Url.scanner\n    column: url\n${options}`;
  const input = Table.fromRows([{ url }]);
  const compile = (text: string) => compilePlaybook(text, { file: 'scan.yaml', session, input });
  await expect(compile(written(''))).rejects.toMatchObject({
    code: 'PLAYBOOK_INVALID',
    message: expect.stringContaining("scan.yaml:3:5 The options of 'scanner' are wrong: 'consent' is not true"),
  });
  const playbook = await compile(written('    options: { consent: true, visibility: private }\n'));
  await playbook.run();
  expect(sent).toEqual([{ url, visibility: 'private' }]);
});

test.each(['GET', 'POST'] as const)('a submission by %s that fails is not sent a second time', async (method) => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.writeHead(503).end();
  });
  const { promise: listening, resolve: onListening } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', onListening);
  await listening;
  const { port } = server.address() as AddressInfo;
  const provider = httpProvider({
    name: 'Example',
    baseUrl: 'https://api.example.com',
    hosts: ['api.example.com'],
    configuredBaseUrl: () => `http://127.0.0.1:${port}`,
  });
  const [pivot] = scannerPlugin([]).pivots;
  const lookup = httpLookup({
    provider,
    // Even where its author says that it only asks.
    request: () => (method === 'GET' ? get`/scan` : post`/scan`.json({}).retryable()),
    reply: z.unknown(),
    map: () => found({ id: '1' }),
  });
  const scan = { ...pivot, lookup };
  const plugin = definePlugin({ name: 'scanner', version: '1.0.0', description: 'Scans', pivots: [scan] });
  try {
    await using session = await createSession({ plugins: [plugin] });
    const frame = await session.pivot('Url', 'scanner')(url, consented);
    expect(frame.toRows()[0]).toMatchObject({ 'scanner.status': 'failed(PROVIDER_UNAVAILABLE)' });
    expect(requests).toBe(1);
  } finally {
    server.close();
  }
});

test('a pivot that only looks up knows no consent', async () => {
  const plugin = definePlugin({
    name: 'looker',
    version: '1.0.0',
    description: 'Looks URLs up',
    pivots: [
      definePivot({
        name: 'looker',
        description: 'Looks a URL up',
        from: [Url],
        rowsPerInput: 'at-most-one',
        columns: { id: text('Scan') },
        sharing: { reaches: 'nobody' },
        lookup: (inputs) => inputs.map(() => found({ id: '1' })),
      }),
    ],
  });
  const session = await createSession({ plugins: [plugin] });
  await expect(session.pivot('Url', 'looker')(url, consented)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
});

test('what submits must reach somebody, and its options are its own', async () => {
  const [pivot] = scannerPlugin([]).pivots;
  const wrong = { ...pivot, sharing: { reaches: 'nobody', submits: true } as const };
  const plugin = definePlugin({ name: 'scanner', version: '1.0.0', description: 'Wrong', pivots: [wrong] });
  await expect(createSession({ plugins: [plugin] })).rejects.toMatchObject({
    code: 'PLUGINS_INVALID',
    message: expect.stringContaining('it submits, but reaches nobody'),
  });
});
