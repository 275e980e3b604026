import { findBeacon } from '@pivotkit/plugin-beacon';
import { behaviours, otherNames, rhythmNames, type Behaviour } from './behaviours.ts';

/** Nobody has looked at these before the method was as it is. */
const freshSeed = 5_005;
const each = 50;
/** The p-value up to which the verb calls a pair a beacon. */
const limit = 0.001;

interface Judged extends Behaviour {
  readonly found: boolean;
  /** Part by which the period is off the nearest that is right; NaN where none was found or none is right. */
  readonly error: number;
}

function judge(one: Behaviour): Judged {
  const beacon = findBeacon(one.times);
  const found = beacon !== undefined && beacon.pValue <= limit;
  const errors = found ? one.periods.map((period) => Math.abs(beacon.period / period - 1)) : [];
  return { ...one, found, error: errors.length === 0 ? NaN : Math.min(...errors) };
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
const within = (found: readonly Judged[], limitOfError: number): string =>
  `${found.filter(({ error }) => error <= limitOfError).length}`;
const isFalse = ({ found, isEither = false, error }: Judged): boolean => found && !(isEither && error <= 0.05);

/** What is found of the behaviours, as Markdown; the same whenever it is made. */
export function behaviourText(seed = freshSeed): string {
  const all = behaviours(seed, each).map(judge);
  const named = (name: string): Judged[] => all.filter((one) => one.name === name);
  const rhythmRows = rhythmNames.map((name) => {
    const found = named(name).filter((one) => one.found);
    const errors = found.map(({ error }) => error).sort((left, right) => left - right);
    const at = (part: number): string => percent(errors[Math.ceil(part * errors.length) - 1] ?? NaN);
    return `| ${name} | ${found.length} of ${each} | ${within(found, 0.01)} | ${within(found, 0.05)} | ${within(found, 0.1)} | ${at(0.5)} | ${at(0.9)} | ${at(1)} |`;
  });
  const otherRows = otherNames.map((name) => `| ${name} | ${named(name).filter(isFalse).length} of ${each} |`);
  const rhythms = all.filter(({ name }) => rhythmNames.includes(name));
  const found = rhythms.filter((one) => one.found);
  const falsely = all.filter((one) => otherNames.includes(one.name) && isFalse(one)).length;
  const harmonic = found.filter(({ error }) => error > 0.25).length;
  return [
    '| comes round | found | period off ≤ 1 % | ≤ 5 % | ≤ 10 % | middle error | 90 % | greatest |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rhythmRows,
    '',
    '| does not come round | false alarms |',
    '| --- | --- |',
    ...otherRows,
    '',
    `Precision ${percent(found.length / (found.length + falsely))}, recall ${percent(found.length / rhythms.length)}, false alarms ${percent(falsely / (otherNames.length * each))}. ` +
      `Periods that are a half, a double or any other multiple: ${harmonic} of ${found.length}.`,
  ].join('\n');
}
