import type { Step } from '../../pipeline/step.ts';
import type { RowMarking } from '../../pivot/markings.ts';
import type { SortKey } from '../../table/index.ts';
import { defined } from '../defined.ts';
import { makeStep, type PlaybookPipeline } from '../host.ts';
import type { StepDefinition, StepOf, StepSortKey } from '../schema.ts';
import type { StepContext } from './context.ts';
import { deriveStep, filterStep } from './expression-step.ts';
import { groupStep } from './group-step.ts';
import { joinStep } from './join-step.ts';
import { listed } from './listed.ts';
import { pivotStep } from './pivot-step.ts';
import { retypeStep } from './retype-step.ts';

/** The step of a pipeline for the step of a playbook. @throws StepFault, PivotKitError: what is wrong with it */
export function stepFor(definition: StepDefinition, context: StepContext): Step {
  const add = (change: (pipeline: PlaybookPipeline) => PlaybookPipeline): Step => makeStep(context.host, change);
  switch (definition.kind) {
    case 'pivot':
      return pivotStep(definition, context);
    case 'verb':
      return add((pipeline) => pipeline.verb(definition.verb as never, (definition.options ?? {}) as never));
    case 'filter':
      return filterStep(definition, context);
    case 'derive':
      return deriveStep(definition, context);
    case 'select':
      return add((pipeline) => pipeline.select(...listed(definition.select)));
    case 'drop':
      return add((pipeline) => pipeline.drop(...listed(definition.drop)));
    case 'rename':
      return add((pipeline) => pipeline.rename(definition.rename));
    case 'retype':
      return retypeStep(definition);
    case 'sort':
      return add((pipeline) => pipeline.sort(...listed(definition.sort).map(sortKey)));
    case 'distinct':
      return add((pipeline) => pipeline.distinct(...listed(definition.distinct)));
    case 'head':
      return add((pipeline) => pipeline.head(definition.head));
    case 'slice':
      return add((pipeline) => pipeline.slice(definition.slice.start, definition.slice.end));
    case 'group':
      return groupStep(definition, context);
    case 'explode':
      return add((pipeline) => pipeline.explode(definition.explode));
    case 'parseJson': {
      const { invalid: onError } = definition;
      return add((pipeline) => pipeline.parseJson(definition.parseJson, onError === undefined ? {} : { onError }));
    }
    case 'mark':
      return add((pipeline) => pipeline.mark(markingOf(definition)));
    case 'flatten':
      return add((pipeline) => pipeline.flatten(definition.flatten));
    case 'join':
      return joinStep(definition, context);
    case 'display':
      return { ...add((pipeline) => pipeline.display(defined(definition.display))), text: displayText(definition) };
  }
}

const displayText = ({ display }: StepOf<'display'>): string =>
  display.title === undefined ? 'show' : `show '${display.title}'`;

const sortKey = (key: string | StepSortKey): string | SortKey => (typeof key === 'string' ? key : defined(key));

const markingOf = ({ mark }: StepOf<'mark'>): RowMarking => (typeof mark === 'string' ? { tlp: mark } : defined(mark));
