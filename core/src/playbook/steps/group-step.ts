import { nearest } from '@pivotkit/entities';
import type { Step } from '../../pipeline/step.ts';
import { count, distinctCount, first, last, listOf, max, mean, min, sum, type Aggregate } from '../../table/index.ts';
import { makeStep } from '../host.ts';
import type { StepOf } from '../schema.ts';
import { StepFault, type StepContext } from './context.ts';
import { listed } from './listed.ts';

const aggregates: Readonly<Record<string, (column: string) => Aggregate>> = {
  sum,
  mean,
  min,
  max,
  first,
  last,
  distinctCount,
  list: listOf,
};

/** One row for each group of rows with equal cells. */
export function groupStep({ group }: StepOf<'group'>, { host }: StepContext): Step {
  const made = Object.entries(group.summarize).map(([name, text]) => [name, aggregateOf(text, name)] as const);
  return makeStep(host, (pipeline) => pipeline.groupBy(...listed(group.by)).summarize(Object.fromEntries(made)));
}

function aggregateOf(text: string, name: string): Aggregate {
  const path = ['group', 'summarize', name];
  const [, word = '', column = ''] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(text) ?? [];
  if (word === 'count' && column.trim() === '') return count();
  const make = Object.hasOwn(aggregates, word) ? aggregates[word] : undefined;
  if (make === undefined) throw new StepFault(unknownAggregate(word, text), path);
  if (column.trim() === '') throw new StepFault(`'${word}' needs a column: ${word}(bytes)`, path);
  return make(column.trim());
}

function unknownAggregate(word: string, text: string): string {
  const names = ['count', ...Object.keys(aggregates)];
  const near = nearest(word, names);
  const hint = near === undefined ? `there are: ${names.join(', ')}` : `did you mean '${near}'?`;
  return word === 'count' ? `'count' takes no column: '${text}'` : `there is no aggregate '${word || text}'; ${hint}`;
}
