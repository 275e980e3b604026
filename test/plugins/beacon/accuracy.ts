import { readFileSync, writeFileSync } from 'node:fs';
import { findBeacon } from '@pivotkit/plugin-beacon';
import { beacons, jitters, losses, others, periods, type Labelled } from './labelled-set.ts';

export const readme = 'plugins/beacon/README.md';
/** Parts of the README that are written by what is measured. */
export type Part = 'accuracy' | 'behaviours';
const begin = (part: Part): string => `<!-- ${part} -->\n`;
const end = (part: Part): string => `<!-- end of ${part} -->`;

/** The p-value up to which the verb calls a pair a beacon. */
const limit = 0.001;

interface Judged extends Labelled {
  readonly found: boolean;
  /** Found, with a period that is off by less than 5 %. */
  readonly right: boolean;
}

function judge(one: Labelled): Judged {
  const beacon = findBeacon(one.times);
  const found = beacon !== undefined && beacon.pValue <= limit;
  const right = found && one.period !== undefined && Math.abs(beacon.period / one.period - 1) < 0.05;
  return { ...one, found, right };
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
const count = (all: readonly Judged[], is: 'found' | 'right'): number => all.filter((one) => one[is]).length;

/** What is found in the labelled set, as Markdown; the same whenever it is made. */
export function accuracyText(): string {
  const few = beacons(1, 2, 60).map(judge);
  const many = beacons(3, 2, 200).map(judge);
  const none = others(2, 100).map(judge);
  const cell = (set: readonly Judged[], jitter: number, loss: number): string => {
    const part = set.filter((one) => one.jitter === jitter && one.loss === loss);
    return `${percent(count(part, 'found'), part.length)} (${percent(count(part, 'right'), part.length)})`;
  };
  const table = (set: readonly Judged[]): string[] => [
    `| jitter | ${losses.map((loss) => `loss ${percent(loss, 1)}`).join(' | ')} |`,
    `| --- | ${losses.map(() => '---').join(' | ')} |`,
    ...jitters.map(
      (jitter) => `| ${percent(jitter, 1)} | ${losses.map((loss) => cell(set, jitter, loss)).join(' | ')} |`,
    ),
  ];
  const kinds = [...new Set(none.map(({ kind }) => kind))];
  const falsely = kinds.map(
    (kind) =>
      `${count(
        none.filter((one) => one.kind === kind),
        'found',
      )} of ${none.length / kinds.length} ${kind}`,
  );
  const all = [...few, ...many];
  const precision = count(all, 'found') / (count(all, 'found') + count(none, 'found'));
  return [
    `Found, in brackets with a period that is off by less than 5 %, of beacons of 60 check-ins:`,
    '',
    ...table(few),
    '',
    `and of 200 check-ins:`,
    '',
    ...table(many),
    '',
    `False alarms: ${falsely.join(', ')}.`,
    `Precision over all ${all.length} beacons and ${none.length} others: ${percent(precision, 1)}; recall: ${percent(count(all, 'found'), all.length)}.`,
    `Periods: ${periods.join(', ')} s.`,
  ].join('\n');
}

export function inReadme(part: Part): string {
  return readFileSync(readme, 'utf8').split(begin(part))[1]?.split(end(part))[0]?.trim() ?? '';
}

export function writeReadme(part: Part, text: string): void {
  const old = readFileSync(readme, 'utf8');
  const [before = '', rest = ''] = old.split(begin(part));
  writeFileSync(readme, `${before}${begin(part)}\n${text}\n\n${end(part)}${rest.split(end(part))[1] ?? ''}`);
}
