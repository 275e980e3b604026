import type { Frame } from '../pivot/frame.ts';
import type { CheckedPlaybook } from './definition.ts';
import { ExpressionFault } from './expression/expression.ts';
import type { PlaybookProblem } from './problem.ts';
import { fillTemplate, shownValue } from './template.ts';

/** What summary lines can say of a pipeline: `pipelines.<name>.rows`. */
export interface PipelineFigures {
  readonly rows: number;
  /** Rows without an answer because a look-up failed, was throttled, timed out, or went beyond budget or deadline. */
  readonly unanswered: number;
}

export function figuresOf(frames: readonly Frame<object>[]): PipelineFigures {
  const counts = frames.flatMap((frame) => frame.statuses()).flatMap((status) => Object.entries(status.counts));
  const failures = counts.filter(([status]) =>
    /^(?:failed\(|timeout|throttled|skipped\((?:budget|deadline)\))/.test(status),
  );
  return {
    rows: frames.reduce((sum, frame) => sum + frame.size, 0),
    unanswered: failures.reduce((sum, [, count]) => sum + count, 0),
  };
}

/** The lines with the figures of the pipelines filled in. */
export function fillSummary(
  { summary, parameters }: CheckedPlaybook,
  figures: ReadonlyMap<string, PipelineFigures>,
): string[] {
  const pipelines = Object.fromEntries(figures);
  return summary.map((line) => shownValue(fillTemplate(line, { parameters, variables: { pipelines } })));
}

/** What is wrong with the lines, found by filling them with zeros. */
export function summaryProblems(playbook: CheckedPlaybook): PlaybookProblem[] {
  const { document, parameters, summary, pipelines } = playbook;
  const zeros: PipelineFigures = { rows: 0, unanswered: 0 };
  const variables = { pipelines: Object.fromEntries(pipelines.map(({ name }) => [name, zeros])) };
  return summary.flatMap((line, i) => {
    try {
      fillTemplate(line, { parameters, variables });
      return [];
    } catch (cause) {
      if (!(cause instanceof ExpressionFault)) throw cause;
      return [{ ...document.within(['summary', i], cause.offset), message: cause.message }];
    }
  });
}
