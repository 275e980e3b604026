import { extractIocs, iocTypes } from '@pivotkit/plugin-ioc';
import type { LabelledText } from './corpus.ts';
import { heldOutBefore } from './held-out-before.ts';

export interface Score {
  readonly type: string;
  readonly expected: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
}

export const entriesOf = ({ text }: LabelledText): readonly string[] =>
  extractIocs(text, { includePaths: true }).map(({ type, observable }) => `${type} ${observable}`);

/** Precision and recall of each type over the texts. */
export function scoresOf(corpus: readonly LabelledText[]): Score[] {
  const all = corpus.map((one) => ({ expected: one.expected, found: entriesOf(one) }));
  return iocTypes.map((type) => {
    const ofType = (one: string): boolean => one.startsWith(`${type} `);
    const count = (list: (one: (typeof all)[number]) => readonly string[]): number =>
      all.reduce((sum, one) => sum + list(one).filter(ofType).length, 0);
    const expected = count((one) => one.expected);
    const found = count((one) => one.found);
    const right = count((one) => one.found.filter((entry) => one.expected.includes(entry)));
    return { type, expected, found, right, precision: right / found, recall: right / expected };
  });
}

/** As it stands in the README: of the first texts, of the held-out ones before anything was mended with them, and now. */
export function scoresTable(corpus: readonly LabelledText[], heldOut: readonly LabelledText[]): string {
  const later = new Map(scoresOf(heldOut).map((score) => [score.type, score]));
  const before = new Map(heldOutBefore.map(([type, found, right]) => [type, { found, right }]));
  const rows = scoresOf(corpus).map((score) => {
    const { type, expected } = score;
    const [now, then] = [later.get(type), before.get(type)];
    const all = now?.expected ?? 0;
    const cells = [
      `\`${type}\``,
      expected,
      ...shown(score),
      all,
      ...shown({ precision: (then?.right ?? 0) / (then?.found ?? 1), recall: (then?.right ?? 0) / all }),
      ...shown(now ?? { precision: 0, recall: 0 }),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| type | in texts | precision | recall | in held-out texts | precision before | recall before | precision | recall |',
    `| --- |${' --: |'.repeat(8)}`,
    ...rows,
  ].join('\n');
}

const shown = ({ precision, recall }: Pick<Score, 'precision' | 'recall'>): readonly string[] => [
  precision.toFixed(3),
  recall.toFixed(3),
];
