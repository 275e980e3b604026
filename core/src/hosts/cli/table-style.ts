import type { TextStyle } from '../../table/format/text.ts';
import type { Colors } from './terminal.ts';

/** Words that say how things stand, and how they are coloured in columns that say so. */
const tones: readonly (readonly [RegExp, 'red' | 'yellow' | 'green' | 'dim'])[] = [
  [/^(failed|malicious|high|critical|no:)/, 'red'],
  [/^(timeout|throttled|suspicious|warning|medium|skipped\((provider-off|cancelled|budget))/, 'yellow'],
  [/^(found|benign|yes)$/, 'green'],
  [/^(not-found|not-supported|skipped|unknown|–)/, 'dim'],
];

const toned = /(^|\.|[a-z])(status|judgement|verdict|severity|available)$/i;

/** Bold header, quiet nulls, colour for statuses and judgements only. */
export const tableStyle = (colors: Colors): TextStyle => ({
  header: colors.bold,
  note: colors.dim,
  cell(text, column, cell) {
    if (cell === null) return colors.dim(text);
    if (!toned.test(column)) return text;
    const tone = tones.find(([words]) => words.test(text))?.[1];
    return tone === undefined ? text : colors[tone](text);
  },
});
