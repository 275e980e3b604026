import type { SimulatedReply } from '../../simulator/exchange.ts';
import { hasService, knownInputs, type PivotRule } from '../rule.ts';
import { shown, type Finding } from '../violation.ts';
import { World } from '../world.ts';
import { inputText, isOwnFault } from './answers.ts';

type Path = readonly (string | number)[];

/** Text that does harm where it is shown as it is: HTML, a terminal, a spreadsheet, a reader of logs. */
const hostileText = '=HYPERLINK("//x")<script>\u001b[31m\u0000\u202e\r\nx: y';

/** What may stand in a field instead of what is documented; undefined = the field is absent. */
const replacements: readonly (readonly [name: string, value: unknown])[] = [
  ['null', null],
  ['absent', undefined],
  ['hostile text', hostileText],
  ['an empty list', []],
  ['-1', -1],
];

/** Fields looked at; the others of a long reply are like them. */
const mostFields = 24;

const oddReplies: PivotRule = {
  id: 'odd-replies',
  title: 'a field that is null, absent, hostile or of another type costs an answer at most',
  applies: (subject) => hasService(subject) && knownInputs(subject).length > 0,
  check: async (subject) => {
    const inputs = knownInputs(subject).slice(0, 1);
    // A job that is never done would keep the test waiting.
    await using world = await World.open(subject.plugin, subject.setup, { speed: 200 });
    let seen: SimulatedReply = {};
    world.service?.alter((reply) => (seen = reply));
    await world.ask(subject.question, inputs);
    const findings: Finding[] = [];
    for (const path of spread(fieldsOf(seen.json), mostFields))
      for (const [name, value] of replacements) {
        world.service?.alter((reply) =>
          reply.json === undefined ? reply : { ...reply, json: replaced(reply.json, path, value) },
        );
        const [outcome] = await world.ask(subject.question, inputs);
        if (outcome === undefined || !isOwnFault(outcome.status)) continue;
        findings.push({
          at: `${inputText(outcome.input)}, a reply whose ${path.join('.')} is ${name}`,
          expected: 'an answer, or failed(REPLY_INVALID)',
          happened: `it became ${outcome.status} (${shown(outcome.note)})`,
          mend: 'Say in the schema of the reply which fields may be absent or null, and of what type and range they are.',
        });
      }
    return findings.slice(0, 5);
  },
};

/** Paths of the fields of a value; of a list the first two items. */
function fieldsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? value.slice(0, 2).map((item, i) => [i, item] as const) : Object.entries(value);
  return entries.flatMap(([name, part]) => [[...path, name], ...fieldsOf(part, [...path, name])]);
}

/** So many of the items, evenly spread, the first among them. */
const spread = <T>(items: readonly T[], most: number): readonly T[] => {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(items.length, most) }, (_, i) => items[Math.floor(i * step)]).flatMap((item) =>
    item === undefined ? [] : [item],
  );
};

function replaced(json: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(json)) return json.map((item: unknown, i) => (i === name ? replaced(item, rest, value) : item));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([field, part]) => [field, field === name ? replaced(part, rest, value) : part]),
  );
}

export const oddReplyRules: readonly PivotRule[] = [oddReplies];
