import { Table } from '@pivotkit/core';
import { findSessions, SequenceModel } from '@pivotkit/plugin-sequence';
import fc from 'fast-check';
import { expect, test } from 'vitest';

interface Event {
  readonly user: string | null;
  readonly ip: number | null;
  readonly minute: number | null;
}

const event: fc.Arbitrary<Event> = fc.record({
  user: fc.option(fc.constantFrom('b', 'A', 'a'), { freq: 5 }),
  ip: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 5 }),
  minute: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 9 }),
});

/** One event after the other, by its user's last session. */
function bruteForce(events: readonly Event[], maxSession: number, maxPause: number): number[][] {
  const users = new Map<string, Event[]>();
  for (const one of events) {
    const key = JSON.stringify([one.user, one.ip]);
    users.set(key, [...(users.get(key) ?? []), one]);
  }
  const sessions: number[][] = [];
  for (const own of users.values()) {
    const sorted = own.filter(({ minute }) => minute !== null).sort((a, b) => (a.minute ?? 0) - (b.minute ?? 0));
    let current: Event[] = [];
    for (const one of sorted) {
      const [first, last] = [current[0], current.at(-1)];
      const now = one.minute ?? 0;
      const goesOn = first !== undefined && last !== undefined && now - (last.minute ?? 0) <= maxPause && now - (first.minute ?? 0) <= maxSession; // prettier-ignore
      if (goesOn) current.push(one);
      else {
        if (current.length > 0) sessions.push(current.map((each) => events.indexOf(each)));
        current = [one];
      }
    }
    if (current.length > 0) sessions.push(current.map((each) => events.indexOf(each)));
  }
  return sessions;
}

test('sessions are those of a loop over the events of each user, in any order of the table', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 30 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 5 }),
      (events, maxSession, maxPause) => {
        const table: Table<object> = Table.fromRows(
          events.map(({ minute, ...who }) => ({ ...who, at: minute === null ? null : new Date(minute * 60_000) })),
          { types: { user: 'text', ip: 'number', at: 'time' } },
        );
        const rules = { userColumns: ['user', 'ip'], timeColumn: 'at', maxSessionMs: maxSession * 60_000, maxPauseMs: maxPause * 60_000 }; // prettier-ignore
        const { rows, starts } = findSessions(table, rules);
        const found = starts.slice(0, -1).map((from, i) => Array.from(rows.subarray(from, starts[i + 1])));
        const text = (sessions: readonly (readonly number[])[]): string[] =>
          sessions.map((session) => session.join()).sort();
        expect(text(found)).toEqual(text(bruteForce(events, maxSession, maxPause)));
      },
    ),
    { numRuns: 1500 },
  );
});

const command = fc.constantFrom('a', 'b', 'c', '__proto__', '##END##');
const session = fc.array(command, { minLength: 1, maxLength: 12 });

/** Every window, multiplied out. */
function rarest(model: SequenceModel, own: readonly string[], length: number, tokens: boolean): number | undefined {
  const { prior, transition } = { prior: model.probabilities.prior.bind(model.probabilities), transition: model.probabilities.transition.bind(model.probabilities) }; // prettier-ignore
  let lowest: number | undefined;
  const ends = model.toJSON();
  const endAfter = (name: string): number => {
    const count = ends.ends.find(([one]) => one === name)?.[1] ?? 0;
    const total = ends.commands.find(([one]) => one === name)?.[1] ?? 0;
    return (count + 1) / (total + ends.commands.length + 2);
  };
  const startsWith = (name: string): number =>
    ((ends.starts.find(([one]) => one === name)?.[1] ?? 0) + 1) / (ends.sessions + ends.commands.length + 2);
  const size = own.length + (tokens ? 1 : 0);
  for (let from = 0; from + length <= size; from++) {
    const names = own.slice(from, from + length);
    const [first] = names;
    if (first === undefined) continue;
    let likelihood = from === 0 && tokens ? startsWith(first) : prior(first);
    for (let at = 1; at < names.length; at++) likelihood *= transition(names[at - 1] ?? '', names[at] ?? '');
    if (names.length < length) likelihood *= endAfter(names.at(-1) ?? '');
    lowest = Math.min(lowest ?? 1, likelihood);
  }
  return lowest;
}

test('the rarest window is that of multiplying out every window; a saved model gives the same', () => {
  fc.assert(
    fc.property(
      fc.array(session, { minLength: 1, maxLength: 8 }),
      session,
      fc.integer({ min: 2, max: 22 }),
      fc.boolean(),
      (trained, scored, windowLength, useStartEndTokens) => {
        const model = SequenceModel.train(trained);
        const own = model.score(scored, { windowLength, useStartEndTokens });
        const expected = rarest(model, scored, windowLength, useStartEndTokens);
        if (expected === undefined) expect(own?.likelihood).toBeUndefined();
        else expect(own?.likelihood).toBeCloseTo(expected, 12);
        const again = SequenceModel.fromJSON(JSON.parse(JSON.stringify(model)) as unknown);
        expect(again.score(scored, { windowLength, useStartEndTokens })).toEqual(own);
      },
    ),
    { numRuns: 500 },
  );
});

test('what may follow a command, the unknown and the end included, adds up to one', () => {
  fc.assert(
    fc.property(fc.array(session, { minLength: 1, maxLength: 8 }), (trained) => {
      const model = SequenceModel.train(trained);
      const names = [...new Set(trained.flat())];
      const file = model.toJSON();
      for (const from of [...names, 'never seen']) {
        const ends = file.ends.find(([one]) => one === from)?.[1] ?? 0;
        const total = file.commands.find(([one]) => one === from)?.[1] ?? 0;
        const end = (ends + 1) / (total + names.length + 2);
        const others = [...names, 'never seen'].reduce((sum, to) => sum + model.probabilities.transition(from, to), 0);
        expect(others + end).toBeCloseTo(1, 12);
      }
    }),
    { numRuns: 200 },
  );
});
