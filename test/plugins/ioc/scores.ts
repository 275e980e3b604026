import { extractIocs, iocTypes } from '@pivotkit/plugin-ioc';
import type { LabelledText } from './corpus.ts';

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

/** As it stands in the README. */
export function scoresTable(scores: readonly Score[]): string {
  const rows = scores.map(
    ({ type, expected, found, right, precision, recall }) =>
      `| \`${type}\` | ${expected} | ${found} | ${right} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`,
  );
  return [
    '| type | in the texts | found | right | precision | recall |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}
