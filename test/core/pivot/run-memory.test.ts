import { expect, test } from 'vitest';
import { RunMemory } from '../../../core/src/pivot/answer-store.ts';
import type { Lookup } from '../../../core/src/pivot/lookup.ts';
import type { Asking, Question } from '../../../core/src/pivot/run-context.ts';

const asking = { target: { pivot: { name: 'p' } }, kind: 'IpAddress', options: {}, timeRange: undefined } as Asking;
const question = (key: string): Question => ({ key, entity: undefined as never });
const lookup = (key: string): Lookup => ({ key, result: { status: 'not-found' }, marking: undefined, askedAtMs: 0 });

test('a memory keeps the newest answers, between half of its capacity and all of it', async () => {
  const memory = new RunMemory(10);
  const keys = Array.from({ length: 100 }, (_, i) => String(i));
  for (const key of keys) await memory.keep(asking, [question(key)], [lookup(key)]);
  const known = (await memory.find(asking, keys.map(question))).flatMap((found) => found?.key ?? []);
  expect(known.length).toBeGreaterThanOrEqual(5);
  expect(known.length).toBeLessThanOrEqual(10);
  expect(known).toEqual(keys.slice(-known.length));
});

test('a failed look-up is asked for again', async () => {
  const memory = new RunMemory();
  const failed = { ...lookup('a'), result: { status: 'throttled' } } as const;
  await memory.keep(asking, [question('a')], [failed]);
  expect(await memory.find(asking, [question('a')])).toEqual([undefined]);
});
