import { createSession, definePivot, definePlugin, found, number } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { expect, test } from 'vitest';
import { fixedClock } from '../../support/clock.ts';

/** Asks for leave for `further` requests beyond the one for the input. */
const pagedPlugin = (further: number) =>
  definePlugin({
    name: 'paged',
    version: '1.0.0',
    description: 'Asks for several pages',
    pivots: [
      definePivot({
        name: 'paged',
        description: 'Asks for several pages',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { pages: number('Pages') },
        limits: { quota: [{ per: 'day', limit: 10 }], concurrent: 1 },
        sharing: { reaches: 'provider', maxTlp: 'clear', provider: 'Example' },
        lookup: async (_, call) => {
          for (let page = 0; page < further; page += 1) {
            const refused = await call.book(1);
            if (refused !== undefined) return [refused];
          }
          return [found({ pages: further + 1 })];
        },
      }),
    ],
  });

const addresses = ['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1'];

test.each<[string, object, string[]]>([
  ['nothing set', {}, ['found', 'found', 'found', 'throttled']],
  ['a budget', { maxCalls: 7 }, ['found', 'found', 'skipped(budget)', 'skipped(budget)']],
])('further requests count in quota and budget: %s', async (_, limits, statuses) => {
  const session = await createSession({
    plugins: [pagedPlugin(2)],
    tlp: 'clear',
    clock: fixedClock(),
    quotas: { policy: 'skip' },
    ...limits,
  });
  const frame = await session.entities.IpAddress.paged(addresses);
  expect(frame.toRows().map((row) => row['paged.status'])).toEqual(statuses);
});

test('leave for further requests is had at once or not at all, also where runs wait for their quota', async () => {
  const session = await createSession({ plugins: [pagedPlugin(20)], tlp: 'clear', clock: fixedClock() });
  const frame = await session.entities.IpAddress.paged('8.8.8.8');
  expect(frame.toRows()[0]).toMatchObject({ 'paged.status': 'throttled' });
});
