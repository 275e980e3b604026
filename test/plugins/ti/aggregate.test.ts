import type { Opinion } from '@pivotkit/core';
import { aggregate, verdictAlgorithm, type LedgerEntry, type OpinionLedger, type Verdict } from '@pivotkit/plugin-ti';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const now = new Date('2026-11-28T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

const says = (source: string, judgement: Opinion['judgement'], more: Partial<Opinion> = {}): LedgerEntry => ({
  source,
  opinion: { judgement, severity: 'unknown', reliability: 'B', ...more },
});
const silent = (source: string, missing = 'not-found'): LedgerEntry => ({ source, missing });

const verdictOf = (ledger: OpinionLedger, halfLifeDays = 30): Verdict => aggregate(ledger, { now, halfLifeDays });

describe('a verdict', () => {
  test.each<[why: string, OpinionLedger, expected: readonly [Verdict['judgement'], score: number, confidence: number]]>(
    [
      ['nobody was asked', [], ['unknown', 0, 0]],
      ['silence is no opinion', [silent('a'), silent('b', 'timeout')], ['unknown', 0, 0]],
      ['nor is an opinion of unknown', [says('a', 'unknown')], ['unknown', 0, 0]],
      ['one usually reliable source', [says('a', 'malicious')], ['malicious', 59.5, 70]],
      [
        'its own number places it in the band',
        [says('a', 'malicious', { score: 100, scale: [0, 100] })],
        ['malicious', 70, 70],
      ],
      ['a scale may run downwards', [says('a', 'malicious', { score: -10, scale: [10, -10] })], ['malicious', 70, 70]],
      [
        'one fairly reliable source is not enough to call it malicious',
        [says('a', 'malicious', { reliability: 'C' })],
        ['suspicious', 44.6, 52.5],
      ],
      [
        'two of them are',
        [says('a', 'malicious', { reliability: 'C' }), says('b', 'malicious', { reliability: 'C' })],
        ['malicious', 69.3, 77.4],
      ],
      [
        'many suspicions are no accusation',
        'abcdef'.split('').map((name) => says(name, 'suspicious')),
        ['suspicious', 89.7, 99.9],
      ],
      ['who says otherwise pulls it down', [says('a', 'malicious'), says('b', 'benign')], ['suspicious', 40.8, 34]],
      ['harmlessness of one usually reliable source', [says('a', 'benign')], ['benign', 0, 70]],
      ['of a fairly reliable one is not earned', [says('a', 'benign', { reliability: 'C' })], ['unknown', 0, 0]],
      ['silence lowers how sure it is', [says('a', 'benign'), silent('b')], ['benign', 0, 35]],
      ['an old opinion is weak', [says('a', 'malicious', { formedAt: daysAgo(60) })], ['unknown', 14.9, 0]],
      ['about a content it never ages', [says('a', 'malicious', { formedAt: daysAgo(600) })], ['unknown', 5.9, 0]],
      [
        'one voice for each source',
        [says('a', 'malicious'), says('a', 'malicious'), says('a', 'benign')],
        ['malicious', 59.5, 70],
      ],
    ],
  )('%s', (_, ledger, [judgement, score, confidence]) => {
    expect(verdictOf(ledger)).toMatchObject({ judgement, score, confidence, algorithm: verdictAlgorithm });
  });

  test('an opinion about what does not change keeps its weight', () => {
    expect(verdictOf([says('a', 'malicious', { formedAt: daysAgo(600) })], Infinity).score).toBe(59.5);
  });

  test('names who says so, who says otherwise and who says nothing, in words too', () => {
    const ledger = [
      silent('Otx'),
      says('Vt', 'malicious', { reasons: ['62 of 76 engines'], reliability: 'A' }),
      says('Gn', 'benign', { reliability: 'D' }),
      silent('Xf', 'failed(PROVIDER_UNREACHABLE)'),
    ];
    expect(verdictOf(ledger)).toMatchObject({
      judgement: 'malicious',
      severity: 'high',
      support: ['Vt'],
      dissent: ['Gn'],
      missing: [
        { source: 'Otx', reason: 'not-found' },
        { source: 'Xf', reason: 'failed(PROVIDER_UNREACHABLE)' },
      ],
      explanation:
        'malicious, 59.5 of 100; for it: Vt (malicious, 62 of 76 engines); against it: Gn (benign); ' +
        'no opinion: Otx (not-found), Xf (failed(PROVIDER_UNREACHABLE))',
    });
    expect(verdictOf([says('Gn', 'benign', { reliability: 'D' })]).explanation).toBe(
      'unknown; too little to go by: Gn (benign)',
    );
    expect(verdictOf([]).explanation).toBe('unknown; no source has an opinion');
  });

  test.each<[string, Partial<Opinion>]>([
    ['a scale of one point', { score: 1, scale: [1, 1] }],
    ['a number far off the scale', { score: 1e308, scale: [0, 1e-300] }],
    ['a number that is none', { score: NaN, scale: [0, 1] }],
    ['a time that is none', { formedAt: new Date(NaN) }],
    ['a time to come', { formedAt: daysAgo(-400) }],
    ['more than sure', { confidence: 1e9 }],
    ['less than unsure', { confidence: -5 }],
  ])('stays in its bounds for %s', (_, more) => {
    const { score, confidence } = verdictOf([says('a', 'malicious', more)]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(100);
    expect(confidence).toBeLessThanOrEqual(100);
  });
});

const opinion: fc.Arbitrary<Opinion> = fc.record({
  judgement: fc.constantFrom('malicious', 'suspicious', 'benign', 'unknown'),
  severity: fc.constantFrom('high', 'unknown'),
  reliability: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
  score: fc.option(fc.double({ min: -200, max: 200, noNaN: true })),
  scale: fc.constantFrom([0, 100], [-100, 100], [10, 0]),
  confidence: fc.option(fc.integer({ min: 0, max: 100 })),
  formedAt: fc.option(fc.integer({ min: -10, max: 2_000 }).map(daysAgo)),
});
const name = fc.constantFrom(...'abcdefgh'.split(''));
const entry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ source: name, opinion }) },
  {
    weight: 1,
    arbitrary: fc.record({ source: name, missing: fc.constantFrom('not-found', 'timeout', 'skipped(marking)') }),
  },
);
const ledgers = fc.array(entry, { maxLength: 12 });
const halfLives = fc.constantFrom(1, 30, Infinity);
const order = { benign: -1, unknown: 0, suspicious: 1, malicious: 2 } as const;

describe('laws', () => {
  test('the order of the sources does not matter', () => {
    const shuffled = ledgers.chain((ledger) =>
      fc.tuple(fc.constant(ledger), fc.shuffledSubarray(ledger, { minLength: ledger.length })),
    );
    fc.assert(
      fc.property(shuffled, halfLives, ([ledger, other], days) => {
        expect(verdictOf(other, days)).toEqual(verdictOf(ledger, days));
      }),
    );
  });

  test('another source that calls it malicious never lowers the score, and never turns the judgement towards benign', () => {
    fc.assert(
      fc.property(ledgers, opinion, halfLives, (ledger, more, days) => {
        const before = verdictOf(ledger, days);
        const after = verdictOf([...ledger, { source: 'z', opinion: { ...more, judgement: 'malicious' } }], days);
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        expect(order[after.judgement]).toBeGreaterThanOrEqual(order[before.judgement]);
      }),
    );
  });

  test('another source that calls it benign never raises the score, and never turns the judgement towards malicious', () => {
    fc.assert(
      fc.property(ledgers, opinion, halfLives, (ledger, more, days) => {
        const before = verdictOf(ledger, days);
        const after = verdictOf([...ledger, { source: 'z', opinion: { ...more, judgement: 'benign' } }], days);
        expect(after.score).toBeLessThanOrEqual(before.score);
        expect(order[after.judgement]).toBeLessThanOrEqual(order[before.judgement]);
      }),
    );
  });

  test('silence never changes judgement or score, and never makes anybody surer', () => {
    fc.assert(
      fc.property(ledgers, fc.uniqueArray(fc.constantFrom('x', 'y', 'z')), halfLives, (ledger, names, days) => {
        const before = verdictOf(ledger, days);
        const after = verdictOf([...ledger, ...names.map((source) => silent(source))], days);
        expect([after.judgement, after.score]).toEqual([before.judgement, before.score]);
        expect(after.confidence).toBeLessThanOrEqual(before.confidence);
      }),
    );
  });

  test('without a dissenting source one is not less sure of the opposite', () => {
    fc.assert(
      fc.property(ledgers, halfLives, (ledger, days) => {
        const before = verdictOf(ledger, days);
        for (const source of before.dissent) {
          const after = verdictOf(
            ledger.filter((each) => each.source !== source),
            days,
          );
          if (after.judgement === before.judgement) expect(after.confidence).toBeGreaterThanOrEqual(before.confidence);
        }
      }),
    );
  });

  test('every source is heard or missing, never both', () => {
    fc.assert(
      fc.property(ledgers, (ledger) => {
        const { support, dissent, missing, judgement } = verdictOf(ledger);
        const named = [...support, ...dissent, ...missing.map(({ source }) => source)];
        expect(new Set(named).size).toBe(named.length);
        if (judgement !== 'unknown')
          expect(named.toSorted()).toEqual([...new Set(ledger.map(({ source }) => source))].toSorted());
        if (support.length + dissent.length === 0) expect(judgement).toBe('unknown');
      }),
    );
  });
});
