import { createSession, type LookupEvent } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { failed, found, notFound } from '../../../core/src/pivot/lookup-result.ts';
import { debugLog } from '../../support/debug-log.ts';
import { TestClock } from '../../support/test-clock.ts';
import { misbehavingPlugin, ownersPlugin } from '../../support/plugins.ts';

const rows = (...ips: readonly string[]): { ip: string }[] => ips.map((ip) => ({ ip }));

describe('events of look-ups', () => {
  test('one for each batch, one for what needed no asking', async () => {
    const clock = new TestClock();
    const odd = misbehavingPlugin(
      (inputs) => {
        clock.advance(250);
        return inputs.map(({ key }) => (key === '9.9.9.9' ? notFound() : found({ label: key })));
      },
      { reaches: 'provider', batch: 2 },
    );
    // One after the other, so that each takes its own time alone.
    await using session = await createSession({ plugins: [odd], clock, concurrency: 1 });
    const events: LookupEvent[] = [];
    const ask = session.entities.IpAddress.odd;
    await session
      .from(rows('8.8.8.8', '9.9.9.9', '1.1.1.1', '10.0.0.1', '8.8.8.8'))
      .pivot(ask, { column: 'ip' })
      .pivot(ask, { column: 'ip', prefix: 'again' })
      .run({ onLookup: (event) => void events.push(event) });
    const common = { pivot: 'odd', plugin: 'odd', provider: 'odd', kind: 'IpAddress', waitedMs: 0, requests: 0 };
    const refused = { statuses: { 'skipped(not-public)': 1 }, sources: { nobody: 1 } };
    expect(events).toEqual([
      { ...common, lookups: 1, ...refused, durationMs: 0 },
      { ...common, lookups: 2, statuses: { found: 1, 'not-found': 1 }, sources: { asked: 2 }, durationMs: 250 },
      { ...common, lookups: 1, statuses: { found: 1 }, sources: { asked: 1 }, durationMs: 250 },
      {
        ...common,
        lookups: 4,
        statuses: { 'skipped(not-public)': 1, found: 2, 'not-found': 1 },
        sources: { nobody: 1, memory: 3 },
        durationMs: 0,
      },
    ]);
  });

  test('statuses of events are those of the table, whatever a plugin does', async () => {
    const odd = misbehavingPlugin((inputs) => {
      if (inputs.some(({ key }) => key === '9.9.9.9')) throw new Error('odd');
      return inputs.map(({ key }) => (key === '1.1.1.1' ? failed('PROVIDER_FORBIDDEN') : found({ label: '' })));
    });
    await using session = await createSession({ plugins: [odd] });
    const statuses: Record<string, number> = {};
    const frame = await session
      .from(rows('8.8.8.8', '1.1.1.1', '9.9.9.9', '2.2.2.2'))
      .pivot(session.entities.IpAddress.odd, { column: 'ip' })
      .run({
        onLookup: (event) => {
          for (const [status, count] of Object.entries(event.statuses))
            statuses[status] = (statuses[status] ?? 0) + count;
        },
      });
    const inTable: Record<string, number> = {};
    for (const row of frame.rows()) inTable[row['odd.status']] = (inTable[row['odd.status']] ?? 0) + 1;
    expect(statuses).toEqual(inTable);
    expect(statuses).toEqual({ found: 1, 'failed(PROVIDER_FORBIDDEN)': 1, 'failed(PLUGIN_FAILED)': 2 });
  });

  test('a listener that throws costs no answer', async () => {
    const { log, warnings } = debugLog();
    await using session = await createSession({ plugins: [ownersPlugin()], log });
    const frame = await session
      .from(rows('8.8.8.8'))
      .pivot(session.entities.IpAddress.owners, { column: 'ip' })
      .run({
        onLookup: () => {
          throw new Error('full');
        },
      });
    expect(frame.row(0)).toMatchObject({ owner: 'Google' });
    expect(warnings).toEqual([['a listener of look-ups failed', { pivot: 'owners', problem: 'full' }]]);
  });
});

describe('the log says why something was not asked', () => {
  test('by gate and by budget', async () => {
    const { log, lines } = debugLog();
    const odd = misbehavingPlugin((inputs) => inputs.map(() => found({ label: '' })), {
      reaches: 'provider',
      batch: 1,
    });
    await using session = await createSession({ plugins: [odd], log, maxCalls: 1 });
    const { IpAddress } = session.entities;
    const red = IpAddress.create({ address: '1.1.1.1', marking: 'red' });
    await IpAddress.odd(['10.0.0.1', red, '8.8.8.8', '9.9.9.9']);
    const common = { pivot: 'odd', kind: 'IpAddress' };
    expect(lines.filter(([message]) => message !== 'may be asked')).toEqual([
      [
        'not asked',
        {
          ...common,
          key: '10.0.0.1',
          status: 'skipped(not-public)',
          reason: '10.0.0.1 is not public and does not leave the house',
        },
      ],
      [
        'not asked',
        {
          ...common,
          key: '1.1.1.1',
          status: 'skipped(marking)',
          reason: 'marked TLP:RED; odd may be told up to TLP:GREEN',
        },
      ],
      [
        'not asked',
        { ...common, key: '9.9.9.9', status: 'skipped(budget)', reason: 'the run may ask no more questions' },
      ],
    ]);
  });

  test('one by one for the first hundred, the others counted', async () => {
    const { log, lines } = debugLog();
    const odd = misbehavingPlugin((inputs) => inputs.map(() => found({ label: '' })), { reaches: 'provider' });
    await using session = await createSession({ plugins: [odd], log });
    await session.entities.IpAddress.odd(Array.from({ length: 250 }, (_, i) => `10.0.0.${i}`));
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toEqual([
      'not asked, either',
      { pivot: 'odd', kind: 'IpAddress', status: 'skipped(not-public)', lookups: 150 },
    ]);
  });
});
