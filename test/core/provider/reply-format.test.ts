import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpReply } from '../../../core/src/io/http.ts';
import { readReply, type ReplyFormat } from '../../../core/src/provider/reply-format.ts';
import { plain } from './fake-call.ts';

const read = (format: ReplyFormat, reply: HttpReply, schema: z.ZodType = z.unknown()): unknown =>
  readReply(reply, { format, reply: schema }, 'Example');

describe('a reply', () => {
  test.each<[ReplyFormat, string, unknown]>([
    ['json', '{"a":1}', { a: 1 }],
    ['ndjson', '{"a":1}\n\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
    ['ndjson', '', []],
    [
      'csv',
      'ip,score\r\n8.8.8.8,007\n1.1.1.1,\n',
      [
        { ip: '8.8.8.8', score: '007' },
        { ip: '1.1.1.1', score: '' },
      ],
    ],
    ['csv', 'ip,score\n', []],
    ['text', 'AS15169 | 8.8.8.8\n', 'AS15169 | 8.8.8.8\n'],
    ['text', '', ''],
  ])('%s: %j', (format, text, value) => {
    const result = read(format, plain(200, text));
    expect(JSON.parse(JSON.stringify(result))).toEqual(value);
  });

  test.each<[string, ReplyFormat, string, RegExp]>([
    ['a line that is none', 'ndjson', '{"a":1}\n{"a":\n', /line 2 is no JSON/],
    ['nothing', 'csv', '', /no CSV/],
    ['a ragged row', 'csv', 'a,b\n1\n', /no CSV \(Line 2/],
    ['a page as text', 'text', ' <html><body>Log in', /page of HTML/],
    ['a page as CSV', 'csv', '<!doctype html>\n<p>', /page of HTML/],
    ['another shape', 'ndjson', '{"a":"x"}', /'0\.a'/],
  ])('%s is refused', (_, format, text, problem) => {
    const schema = format === 'ndjson' ? z.array(z.object({ a: z.number() })) : z.unknown();
    expect(() => read(format, plain(200, text), schema)).toThrow(
      expect.objectContaining({ code: 'REPLY_INVALID', message: expect.stringMatching(problem) }),
    );
  });

  test('NDJSON under the wrong content type is read all the same', () => {
    expect(read('ndjson', plain(200, '{"a":1}', 'text/html'))).toEqual([{ a: 1 }]);
  });
});
