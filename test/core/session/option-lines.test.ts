import { expect, test } from 'vitest';
import { z } from 'zod';
import { optionLines, requiredOptions } from '../../../core/src/session/option-lines.ts';

const options = z.strictObject({
  column: z.union([z.string(), z.array(z.string())]).describe('Where to look'),
  most: z.int().default(5).describe('Rows at most'),
  how: z.enum(['up', 'down']).optional(),
  kinds: z.record(z.string(), z.enum(['a', 'b'])).default({}),
  place: z.strictObject({ latitude: z.string().describe('North of the equator') }),
});

test('an option a line: type, whether it can be left out, what it is for', () => {
  expect(optionLines(options)).toEqual([
    'column          text or list of text, required: Where to look',
    'most            whole number, default 5: Rows at most',
    'how             up | down',
    'kinds           names with a | b, default {}',
    'place.latitude  text, required: North of the equator',
  ]);
  expect(requiredOptions(options)).toEqual(['column', 'place']);
});
