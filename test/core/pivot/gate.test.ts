import { createSession, definePivot, definePlugin, entity, found, notFound, text } from '@pivotkit/core';
import { compareTlp, IpAddress, tlpLevels, type Tlp } from '@pivotkit/entities';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** A plugin that may be told up to a level, and remembers what it was told; its answer names another address. */
function listener(maxTlp: Tlp, told: string[]) {
  return definePlugin({
    name: 'listener',
    version: '1.0.0',
    description: 'Remembers',
    pivots: [
      definePivot({
        name: 'listener',
        description: 'Remembers what it was told',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { next: entity(IpAddress, 'Another address') },
        sharing: { reaches: 'provider', maxTlp, provider: 'Listener' },
        lookup: (inputs) =>
          inputs.map(({ key }) => {
            told.push(key);
            return found({ next: key === '8.8.8.8' ? '10.0.0.7' : '1.0.0.1' });
          }),
      }),
      definePivot({
        name: 'listener.local',
        description: 'Tells nobody',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { seen: text('Seen') },
        sharing: { reaches: 'nobody' },
        lookup: (inputs) => inputs.map(() => notFound()),
      }),
    ],
  });
}

const levels = fc.constantFrom<Tlp>(...tlpLevels);
const marking = fc.option(levels, { nil: undefined });

test('nothing above the ceiling is told, whatever is marked and whatever unmarked means', async () => {
  await fc.assert(
    fc.asyncProperty(
      levels,
      levels,
      fc.array(marking, { minLength: 1, maxLength: 6 }),
      async (ceiling, unmarked, markings) => {
        const told: string[] = [];
        await using session = await createSession({ plugins: [listener(ceiling, told)], tlp: unmarked });
        const { IpAddress: Ip } = session.entities;
        const inputs = markings.map((level, i) =>
          Ip.create({ address: `8.8.4.${i}`, ...(level && { marking: level }) }),
        );
        const frame = await Ip.listener(inputs);
        const allowed = inputs
          .filter((input) => compareTlp(input.marking ?? unmarked, ceiling) <= 0)
          .map(({ key }) => key);
        expect(told.toSorted()).toEqual(allowed.toSorted());
        expect(frame.size).toBe(inputs.length);
      },
    ),
  );
});

test('what a pivot names is held to the same rules as what a row brought', async () => {
  const told: string[] = [];
  await using session = await createSession({ plugins: [listener('green', told)] });
  const { IpAddress: Ip } = session.entities;
  const frame = await session
    .from([{ ip: '8.8.8.8' }, { ip: '192.168.0.1' }, { ip: '::ffff:169.254.169.254' }, { ip: 'fd00::1' }])
    .pivot(Ip.listener, { column: 'ip' })
    .pivot(Ip.listener, { column: 'next', prefix: 'second_' })
    .run();
  expect(told).toEqual(['8.8.8.8']);
  expect(frame.toRows().map((row) => row['second_listener.status'])).toEqual([
    'skipped(not-public)',
    'skipped(no-value)',
    'skipped(no-value)',
    'skipped(no-value)',
  ]);
});

test('where nobody is told everything may be asked', async () => {
  await using session = await createSession({ plugins: [listener('clear', [])], tlp: 'red' });
  const { IpAddress: Ip } = session.entities;
  const frame = await Ip.listener.local(['8.8.8.8', '10.0.0.1']);
  expect(frame.toRows().map((row) => row['listener.local.status'])).toEqual(['not-found', 'not-found']);
  expect((await Ip.create('8.8.8.8').listener.local()).size).toBe(1);
  expect((await Ip.create('8.8.8.8').listener()).row(0)['listener.status']).toBe('skipped(marking)');
});
