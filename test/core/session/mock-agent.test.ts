import { createSession, definePivot, definePlugin, found, get, httpLookup, httpProvider, number } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { MockAgent } from 'undici';
import { expect, test } from 'vitest';
import { z } from 'zod';

// Authors test their plugins with undici's own mocks: the session sends through the dispatcher it is given.

const provider = httpProvider({
  name: 'Ranks',
  baseUrl: 'https://ranks.example.com/v1',
  hosts: ['ranks.example.com'],
  notFound: [404],
});

const ranks = definePlugin({
  name: 'ranks',
  version: '1.0.0',
  description: 'Ranks of names',
  pivots: [
    definePivot({
      name: 'ranks',
      description: 'How popular a name is',
      from: [Dns],
      rowsPerInput: 'at-most-one',
      columns: { rank: number('Place', { range: [1, 1_000_000] }) },
      sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
      lookup: httpLookup({
        provider,
        request: ({ domainName }: Dns) => get`/ranks/${domainName}`,
        reply: z.object({ rank: z.number() }),
        map: ({ rank }) => found({ rank }),
      }),
    }),
  ],
});

test('replies of a MockAgent are answers and statuses', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const service = agent.get('https://ranks.example.com');
  const reply = (name: string) => service.intercept({ path: `/v1/ranks/${name}` });
  reply('example.com').reply(200, { rank: 7 });
  reply('example.org').reply(404, {});
  reply('example.net').reply(401, {});
  await using session = await createSession({ plugins: [ranks], network: { dispatcher: agent } });
  const frame = await session.entities.Dns.ranks(['example.com', 'example.org', 'example.net']);
  expect(frame.toRows().map((row) => [row.rank, row['ranks.status']])).toEqual([
    [7, 'found'],
    [null, 'not-found'],
    [null, 'failed(PROVIDER_UNAUTHORIZED)'],
  ]);
  agent.assertNoPendingInterceptors();
});
