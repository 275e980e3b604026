import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityClasses } from '@pivotkit/entities';

const pieces = fc.constantFrom(
  ...'CONTOSO bob srv1 Contoso.com \\ \\\\ / @ . : | C:\\ HKLM\\ S-1-5-18 S-1-5-21-1-2-3-4 puid: uid:0 8.8.8.8'.split(
    ' ',
  ),
  ...'https:// a.exe 3F2504E0-4F89-11D3-9A0C-0305E82C3301 /subscriptions/ İ ß Σ host= " $ .. { }'.split(' '),
  ' ',
  'NT AUTHORITY',
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

/** Their keys put several attributes together, which a text names none of. */
const isComposed = (kind: string): boolean => ['GeoLocation', 'ThreatIntelligence', 'Unknown'].includes(kind);

describe.each(entityClasses().map((cls) => [cls.kind, cls] as const))('%s from text', (_, cls) => {
  test('never throws, gives a reason or an entity whose key is its own canonical text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = cls.parse(text);
        if (!parsed.ok) {
          expect(parsed.reason).not.toBe('');
          return;
        }
        if (isComposed(cls.kind)) return;
        const again = cls.parse(parsed.value.key);
        expect(again.ok ? again.value.key : again.reason).toBe(parsed.value.key);
      }),
      { numRuns: 400 },
    );
  });
});
