import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { feed } from '@pivotkit/plugin-feed';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { listSchema } from '../../../plugins/feed/src/config.ts';

type Lists = readonly z.input<typeof listSchema>[];

const connect = (lists: Lists, more: object = {}) =>
  createSession({ plugins: [feed], config: { feed: { lists } }, configFolder: 'examples/data/indicators', ...more });

describe('in a session', () => {
  test('all shapes of input, marked and private ones too: nobody is told', async () => {
    const session = await connect([{ name: 'n', path: 'networks.txt', confidence: 90 }], { offline: true });
    const { IpAddress } = session.entities;
    const status = 'feed.check.status';
    const value = await IpAddress.feed.check('30.77.160.1');
    expect(value.row(0)).toMatchObject({ judgement: 'malicious', [status]: 'found' });
    const inHand = await IpAddress.create('30.77.160.1').feed.check();
    expect(inHand.row(0)).toMatchObject({ matchedIndicator: '30.77.160.0/22' });
    const marked = IpAddress.create({ address: '30.77.160.9', marking: 'red' });
    const texts = await IpAddress.feed.check(['10.0.0.1', 'x', '']);
    const statuses = ['not-found', 'skipped(not-an-entity)', 'skipped(no-value)'];
    expect(texts.toRows().map((row) => row[status])).toEqual(statuses);
    expect((await IpAddress.feed.check([marked])).row(0)[status]).toBe('found');
    await session.close();
  });

  test('`match` repeats a row for each indicator, `check` does not', async () => {
    const session = await connect([
      { name: 'n', path: 'networks.txt' },
      { name: 's', path: 'stix-bundle.json' },
    ]);
    const { IpAddress } = session.entities;
    const rows = [
      { id: 1, ip: '30.77.161.42' },
      { id: 2, ip: '9.9.9.9' },
    ];
    const matched = await session.from(rows).pivot(IpAddress.feed.match, { column: 'ip' }).run();
    expect(matched.toRows().map(({ id, matchedBy }) => [id, matchedBy])).toEqual([
      [1, 'exact'],
      [1, 'exact'],
      [1, 'network'],
      [1, 'network'],
      [2, null],
    ]);
    const checked = await session.from(rows).pivot(IpAddress.feed.check, { column: 'ip' }).run();
    expect(checked.toRows().map(({ id, matches, lists }) => [id, matches, lists])).toEqual([
      [1, 4, ['n', 's']],
      [2, null, null],
    ]);
    await session.close();
  });

  test('what could not be used is told in the log and beside “not found”', async () => {
    const warnings: unknown[] = [];
    const log = { info: () => {}, warn: (...line: unknown[]) => void warnings.push(line) };
    const folder = mkdtempSync(join(tmpdir(), 'pivotkit-feed-'));
    writeFileSync(join(folder, 'mixed.txt'), '8.8.8.8\nhello there\n');
    const session = await connect([{ name: 'mixed', path: 'mixed.txt' }], { log, configFolder: folder });
    rmSync(folder, { recursive: true });
    expect(warnings).toEqual([]);
    const frame = await session.entities.IpAddress.feed.check('9.9.9.9');
    await session.entities.IpAddress.feed.check('9.9.9.8');
    expect(frame.why(0, 'judgement')?.note).toMatch(/^not listed; entries that could not be used: 1 of 'mixed'$/);
    expect(warnings).toEqual([
      [
        expect.stringMatching(/^the list 'mixed' has entries that cannot be used: line 2: /),
        { list: 'mixed', references: ['line 2'] },
      ],
    ]);
    await session.close();
  });

  test('without lists it is not available, and says which setting is missing', async () => {
    const session = await connect([]);
    const [info] = session.pivots('feed.check');
    expect(info).toMatchObject({ available: false, reason: expect.stringContaining('feed.lists') });
    await session.close();
  });
});

describe('a session does not start', () => {
  const networks = { name: 'x', path: 'networks.txt' };
  const useless = { name: 'x', path: 'observables.csv', column: 'source', typeColumn: 'type' };

  test.each<[string, readonly object[], string]>([
    ['a missing file', [{ name: 'x', path: 'none.csv' }], 'x (none.csv): there is no such file'],
    ['a list of nothing', [useless], 'x (observables.csv): not one of its entries can be used; row 1:'],
    ['a name twice', [networks, { ...networks, path: 'observables.csv' }], 'two lists have the same name'],
    ['a setting nobody knows', [{ ...networks, colum: 'y' }], 'colum'],
    ['an unknown format', [{ ...networks, format: 'xml' }], "'lists.0.format'"],
  ])('with %s', async (_, lists, problem) => {
    const config: Record<string, object> = { feed: { lists } };
    const started = createSession({ plugins: [feed], config, configFolder: 'examples/data/indicators' });
    await expect(started).rejects.toMatchObject({ code: 'PLUGINS_INVALID', message: expect.stringContaining(problem) });
  });
});
