export * from './error/codes.ts';
export * from './error/pivotkit-error.ts';
export { systemClock, systemRandom, type Clock } from './io/clock.ts';
export type { Environment } from './io/environment.ts';
export * from './io/http.ts';
export type { DnsClient, DnsQuestion, Resolver } from './io/dns-client.ts';
export {
  dnsTypes,
  recordsOf,
  type DnsData,
  type DnsRecord,
  type DnsReply,
  type DnsType,
  type Rcode,
} from './io/dns-record.ts';
export { authorityOf, type TcpClient, type TcpQuestion, type TcpReply } from './io/tcp-client.ts';
export type { KeptReplies, KeptReply } from './io/kept-replies.ts';
export { consoleLog, type ConsoleLogOptions, type LogFormat } from './io/console-log.ts';
export { jsonLog, silentLog, type Log, type LogFields, type LogLevel } from './io/log.ts';
export { Redactor } from './io/redact.ts';
export { shapeDiff, type ShapeDifference } from './io/replay-shape.ts';
export { sampleBelow, seededRandom, wholeBelow, type Random } from './io/seeded-random.ts';
export { Secret, secret, type SecretReference } from './io/secret.ts';
export * from './table/index.ts';
export * from './pivot/output-column.ts';
// The column, not the aggregate of the tables, has the short name.
export { list } from './pivot/output-column.ts';
export {
  nearestNamed,
  pivotsNamed,
  type AskablePivot,
  type Asker,
  type Asks,
  type Chosen,
  type NotAsked,
} from './pivot/askable-pivot.ts';
export type { RowAsker } from './pivot/ask-of-rows.ts';
export * from './pivot/facet.ts';
export type { PolicyDecision, PolicyRuleResult } from './pivot/gate.ts';
export { markingOfRank, rankOf, type RowMarking } from './pivot/markings.ts';
export type { PolicySettings, PurposeRule } from './pivot/policy.ts';
export * from './pivot/lookup-result.ts';
export * from './pivot/pivot.ts';
export type { Submission, SubmissionOptions, Visibility } from './pivot/submission.ts';
export type * from './pivot/pivot-types.ts';
export type { PivotInfo } from './pivot/pivot-info.ts';
export type { RunBounds } from './pivot/run-bounds.ts';
export type { LookupEvent, LookupSource } from './pivot/lookup-event.ts';
export type { Lookup, LookupBehind, Provenance } from './pivot/lookup.ts';
export { Frame, type StatusCount } from './pivot/frame.ts';
export type { EntityGraph, GraphEdge, GraphNode } from './pivot/graph.ts';
export * from './provider/auth.ts';
export * from './provider/batch-lookup.ts';
export * from './provider/cells.ts';
export * from './provider/fetched-list.ts';
export * from './provider/http-lookup.ts';
export * from './provider/job-lookup.ts';
export * from './provider/list-lookup.ts';
export * from './provider/oauth2.ts';
export { emptyBody, fieldIs, htmlPage, textMatches, type Outcome, type OutcomeRule } from './provider/outcome.ts';
export { nextLink, type Pages } from './provider/pages.ts';
export * from './provider/provider.ts';
export { baseUrlAt } from './provider/provider-hosts.ts';
export type { ReplyFormat, ReplyShape } from './provider/reply-format.ts';
export * from './provider/request.ts';
export { resultOfError } from './provider/result-of-error.ts';
export {
  httpCheck,
  lookupCheck,
  type CheckCall,
  type HttpCheck,
  type LookupCheck,
  type ServiceCheck,
} from './provider/service-check.ts';
export type { CheckOptions, PluginCheck } from './plugin/check-services.ts';
export { atOnce, inTurns, type Done, type Work } from './plugin/in-turns.ts';
export * from './plugin/plugin.ts';
export * from './plugin/verb.ts';
export { Pipeline } from './pipeline/pipeline.ts';
export type { PipelineRunOptions, Progress } from './pipeline/run.ts';
export type { BatchSource, Source } from './pipeline/source.ts';
export type { Plan, StepPlan } from './pipeline/explain.ts';
export type { PivotPlan } from './pipeline/step.ts';
export * from './playbook/index.ts';
export type { CacheSettings, QuotaSettings } from './session/keeping.ts';
export type { QuotaPeriod, QuotaWindow } from './io/quota/index.ts';
export type { CacheTtl } from './io/cache/index.ts';
export { createSession } from './session/create-session.ts';
export type { SessionOptions } from './session/session-options.ts';
export type { TelemetryOptions } from './io/telemetry/open-telemetry.ts';
export { Session, type PluginInfo, type SessionEntities } from './session/session.ts';
