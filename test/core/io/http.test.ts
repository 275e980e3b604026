import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseReply } from '../../../core/src/io/http.ts';

const schema = z.object({ data: z.object({ score: z.number() }) });
const reply = (text: string, type = 'application/json') => ({ status: 200, headers: { 'content-type': type }, text });

describe('a reply by its schema', () => {
  test('what the schema does not name is left out', () => {
    expect(parseReply(reply('{"data":{"score":1,"more":2},"meta":{}}'), schema, 'X')).toEqual({ data: { score: 1 } });
  });

  test.each([
    ['a page', '<html>', 'text/html', 'the body is no JSON (text/html)'],
    ['JSON cut short', '{"data":', 'application/json', 'the body is no JSON (application/json)'],
    ['nothing', ' ', 'application/json', 'the body is empty'],
    ['a wrong type', '{"data":{"score":"1"}}', 'application/json', "'data.score'"],
    ['another shape', '[]', 'application/json', 'expected object'],
  ])('%s', (_, text, type, problem) => {
    expect(() => parseReply(reply(text, type), schema, 'X')).toThrow(
      expect.objectContaining({ code: 'REPLY_INVALID', message: expect.stringContaining(problem) }),
    );
  });
});
