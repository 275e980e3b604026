import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret, secret, watchingSecrets } from '../../../core/src/io/secret.ts';

test.each<[string, (value: Secret) => string]>([
  ['text', (value) => String(value)],
  ['a template', (value) => `${value as unknown as string}`],
  ['JSON', (value) => JSON.stringify({ value })],
  ['inspection', (value) => inspect({ value }, { showHidden: true, depth: 9 })],
  ['addition', (value) => `x${(value as unknown as string) + ''}`],
])('a secret is not shown by %s', (_, show) => {
  expect(show(new Secret('abcd'))).toContain('‹secret›');
  expect(show(new Secret('abcd'))).not.toContain('abcd');
});

describe('every secret that a schema takes is handed on', () => {
  const config = z
    .object({ key: secret(), more: z.array(secret()).optional() })
    .transform(({ key }) => ({ client: () => key }));
  const seenIn = (settings: unknown): string[] => {
    const seen: string[] = [];
    watchingSecrets(
      (found) => void seen.push(found.reveal()),
      () => config.safeParse(settings),
    );
    return seen;
  };

  test.each<[string, unknown, readonly string[]]>([
    ['texts', { key: 'abcd', more: ['efgh'] }, ['abcd', 'efgh']],
    ['secrets', { key: new Secret('abcd') }, ['abcd']],
    ['not references', { key: { env: 'KEY' } }, []],
    ['not what is no secret', { key: 1 }, []],
  ])('%s', (_, settings, expected) => {
    expect(seenIn(settings)).toEqual(expected);
  });

  test('and only while somebody watches', () => {
    const seen: Secret[] = [];
    watchingSecrets(
      (found) => void seen.push(found),
      () => undefined,
    );
    secret().parse('abcd');
    expect(seen).toEqual([]);
  });
});
