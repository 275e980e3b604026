export {
  compilePlaybook,
  loadPlaybook,
  Playbook,
  type CompileOptions,
  type PlaybookOptions,
  type PlaybookPart,
} from './playbook.ts';
export type { PlaybookHost, PlaybookPipeline } from './host.ts';
export type { GivenInputs, PlaybookInput } from './inputs.ts';
export { playbookJsonSchema } from './json-schema.ts';
export { convertPeerPipelines, type ConvertedPipelines } from './peer-pipeline.ts';
export type { PlaybookProblem, Position } from './problem.ts';
export type { PipelineResult, PlaybookProgress, PlaybookResult, PlaybookRunOptions, WrittenOutput } from './run.ts';
