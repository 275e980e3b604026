import type { Path, PlaybookDocument } from '../document.ts';
import type { ParameterValues } from '../expression/expression.ts';
import type { PlaybookHost } from '../host.ts';
import type { InputOptions, RightTable } from '../tables.ts';

/** What the making of a step knows besides the step itself. */
export interface StepContext {
  readonly host: PlaybookHost;
  readonly document: PlaybookDocument;
  /** Where the step stands in the document. */
  readonly path: Path;
  readonly parameters: ParameterValues;
  /** Columns that reach the step; undefined = known only when it runs. */
  readonly columns: readonly string[] | undefined;
  /** The rows of an earlier pipeline. @throws StepFault */
  rowsOf(pipeline: string): RightTable;
  /** The rows of a file, relative to the playbook. */
  rowsIn(path: string, options: InputOptions): RightTable;
}

/** Something wrong with a step, at a place inside it. */
export class StepFault extends Error {
  readonly path: Path;
  /** Character of the text at the path, counted from 0. */
  readonly offset: number | undefined;

  constructor(message: string, path: Path, offset?: number) {
    super(message);
    this.path = path;
    this.offset = offset;
  }
}
