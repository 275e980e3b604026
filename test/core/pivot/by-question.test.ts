import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByQuestion } from '../../../core/src/pivot/by-question.ts';

const step = fc.record({
  act: fc.constantFrom('set', 'set', 'delete'),
  asked: fc.constantFrom('a', 'b', '__proto__'),
  key: fc.constantFrom('1', '2', 'a', '__proto__'),
});

test('is one map whose keys are pairs', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const values = new ByQuestion<number>();
      const model = new Map<string, number>();
      for (const [i, { act, asked, key }] of steps.entries()) {
        if (act === 'set') {
          values.set(asked, key, i);
          model.set(`${asked} ${key}`, i);
        } else {
          values.delete(asked, key);
          model.delete(`${asked} ${key}`);
        }
        expect(values.size).toBe(model.size);
        for (const each of steps) expect(values.get(each.asked, each.key)).toBe(model.get(`${each.asked} ${each.key}`));
      }
    }),
  );
});
