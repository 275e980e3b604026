import { PivotKitError } from '../../error/pivotkit-error.ts';
import { DeadlineExceeded } from '../deadline.ts';
import type { MetricName } from './metrics.ts';

/** What is said of a span or a measurement, by name; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Something that takes time, as part of something else that does. */
export interface Span {
  /** Does the work; spans that begin during it are parts of this one. */
  within<T>(work: () => T): T;
  add(attributes: Attributes): void;
  /** Marks the span as failed, by a code or status: a message might name what was asked about. */
  fail(reason: string): void;
  end(): void;
}

/** Where a session tells what it does and how long it takes: to whoever collects it, or to nobody. */
export interface Telemetry {
  /** Whether what is asked about may be named. */
  readonly namesEntities: boolean;
  /** `client` for a request to another service. */
  begin(name: string, attributes: Attributes, kind?: 'client'): Span;
  record(metric: MetricName, value: number, attributes: Attributes): void;
}

const silentSpan: Span = { within: (work) => work(), add: () => {}, fail: () => {}, end: () => {} };

/** Tells nobody. */
export const silentTelemetry: Telemetry = { namesEntities: false, begin: () => silentSpan, record: () => {} };

/** Does the work within a span of its own, which ends with it and fails with it. */
export async function inSpan<T>(
  telemetry: Telemetry,
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = telemetry.begin(name, attributes);
  try {
    return await span.within(() => work(span));
  } catch (error) {
    span.fail(reasonOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** What went wrong, in a word that names nothing asked about. */
export function reasonOf(error: unknown): string {
  if (PivotKitError.is(error)) return error.code;
  if (error instanceof DeadlineExceeded) return 'timeout';
  return error instanceof Error ? error.name : typeof error;
}
