import { expect, test } from 'vitest';
import type { QuotaHint } from '../../../../core/src/io/quota/index.ts';
import { hintsOfFields } from '../../../../core/src/io/quota/rate-limit-fields.ts';

const now = Date.UTC(2026, 10, 20, 12);

test.each<[string, string | undefined, string | undefined, readonly QuotaHint[]]>([
  ['nothing', undefined, undefined, []],
  ['what is left', '"default";r=50;t=30', undefined, [{ remaining: 50, resetAtMs: now + 30_000 }]],
  ['nothing left', '"default";r=0', undefined, [{ remaining: 0 }]],
  ['a policy alone', undefined, '"permin";q=50;w=60', [{ per: 'minute', limit: 50 }]],
  ['a policy without a window', undefined, '"some";q=50', []],
  [
    'a window that is no period says nothing of other windows',
    '"a";r=3;t=4',
    '"a";q=10;w=10',
    [{ remaining: 3, resetAtMs: now + 4_000 }],
  ],
  [
    'a month',
    '"m";r=3',
    '"m";q=10;w=2592000',
    [
      { per: 'month', limit: 10 },
      { per: 'month', remaining: 3 },
    ],
  ],
  ['bytes are no requests', '"b";r=0;t=9', '"b";q=65535;qu="content-bytes";w=3600', []],
  ['nor are open connections', '"c";r=0', '"c";q=5;qu="concurrent-requests"', []],
  [
    'requests by name',
    '"r";r=1',
    '"r";q=5;qu="requests";w=1',
    [
      { per: 'second', limit: 5 },
      { per: 'second', remaining: 1 },
    ],
  ],
  [
    'a partition key',
    '"d";r=7;t=50;pk=:dHJpYWwxMjEzMjM=:',
    '"d";q=100;w=3600;pk=:dHJpYWwxMjEzMjM=:',
    [
      { per: 'hour', limit: 100 },
      { per: 'hour', remaining: 7, resetAtMs: now + 50_000 },
    ],
  ],
  [
    'names with commas and semicolons',
    '"a,b;r=1";r=2',
    '"a,b;r=1";q=3;w=60',
    [
      { per: 'minute', limit: 3 },
      { per: 'minute', remaining: 2 },
    ],
  ],
  [
    'names that are no text',
    'default;r=2',
    'default;q=3;w=60',
    [
      { per: 'minute', limit: 3 },
      { per: 'minute', remaining: 2 },
    ],
  ],
  [
    'the dictionary of version 07',
    'limit=100, remaining=50, reset=5',
    '100;w=60',
    [
      { per: 'minute', limit: 100 },
      { limit: 100, remaining: 50, resetAtMs: now + 5_000 },
    ],
  ],
  ['wrong numbers', '"a";r=-1;t=x', '"a";q=;w=60', []],
  ['no list at all', '=;=;"', ',,;r', []],
])('%s', (_, rateLimit, policy, expected) => {
  expect(hintsOfFields(rateLimit, policy, now)).toEqual(expected);
});
