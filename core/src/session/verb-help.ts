import type { Verb } from '../plugin/verb.ts';
import { columnLines, optionLines, requiredOptions, section } from './option-lines.ts';

/** What a person needs to use a verb: what it takes and gives, its options and columns, how it is called and where. */
export function verbHelp(verb: Verb): string {
  return [
    `${verb.name} — ${verb.description}`,
    '',
    `result       ${verb.result === 'added-columns' ? 'the rows it gets, with columns added' : 'a table of its own'}`,
    `large input  ${verb.streamable ? 'streams' : 'needs all rows at once'}`,
    '',
    ...section('options', optionLines(verb.options)),
    ...section('columns', columnLines(verb.columns)),
    ...section('command line', [commandLine(verb)]),
    ...section('playbook', playbookStep(verb)),
    ...section('code', verb.examples ?? [`session.from(rows).verb('${verb.name}', {})`]),
  ].join('\n');
}

const commandLine = ({ name, options }: Verb): string =>
  ['pivotkit', 'verb', name, '--input FILE', ...requiredOptions(options).map((each) => `--options ${each}=…`)].join(
    ' ',
  );

function playbookStep({ name, options }: Verb): string[] {
  const required = requiredOptions(options);
  const given = required.map((each) => `${each}: …`).join(', ');
  return [`- verb: ${name}`, ...(required.length === 0 ? [] : [`  options: { ${given} }`])];
}
