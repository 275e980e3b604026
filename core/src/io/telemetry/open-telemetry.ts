import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes as ApiAttributes, Counter, Histogram, Meter, Span as ApiSpan } from '@opentelemetry/api';
import type { Log } from '../log.ts';
import type { Redactor } from '../redact.ts';
import { metrics as declarations, secondsBuckets, type MetricName } from './metrics.ts';
import { silentTelemetry, type Attributes, type Span, type Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** Names what is asked about in spans (never what is marked TLP:RED). Default: false. */
  readonly entities?: boolean;
}

interface TelemetryParts {
  readonly log: Log;
  readonly redactor: Redactor;
}

type Api = typeof OpenTelemetry;

const scope = '@pivotkit/core';

/**
 * Tells an OpenTelemetry SDK what the session does, where the program has started one before. Without one nothing is
 * loaded: the API alone takes 20 ms to import.
 */
export async function openTelemetry(
  { entities = false }: TelemetryOptions,
  { log, redactor }: TelemetryParts,
): Promise<Telemetry> {
  const registered = registeredSdk();
  if (registered === undefined) return silentTelemetry;
  const api = await import('@opentelemetry/api');
  if (isHeard(api, registered)) return telemetryOf(api, entities, redactor);
  log.warn('no telemetry: the OpenTelemetry SDK was started with an older API', {
    version: String(Reflect.get(registered, 'version')),
  });
  return silentTelemetry;
}

/** Where every copy of version 1 of the API leaves what an SDK registers (@opentelemetry/api 1.9.1, global-utils). */
function registeredSdk(): object | undefined {
  const found: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  return typeof found === 'object' && found !== null && ('trace' in found || 'metrics' in found) ? found : undefined;
}

/** The API passes over, without a word, what an older version of it has registered. */
const isHeard = ({ trace, metrics }: Api, registered: object): boolean =>
  trace.getTracerProvider() === Reflect.get(registered, 'trace') ||
  metrics.getMeterProvider() === Reflect.get(registered, 'metrics');

function telemetryOf(api: Api, namesEntities: boolean, redactor: Redactor): Telemetry {
  const { context, trace, SpanKind, SpanStatusCode } = api;
  const tracer = trace.getTracer(scope);
  const instruments = instrumentsOf(api.metrics.getMeter(scope));
  const clean = (attributes: Attributes): ApiAttributes => cleanAttributes(attributes, redactor);
  const spanOf = (span: ApiSpan): Span => ({
    within: (work) => context.with(trace.setSpan(context.active(), span), work),
    add: (attributes) => void span.setAttributes(clean(attributes)),
    fail: (reason) => {
      span.setAttribute('error.type', redactor.text(reason));
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  });
  return {
    namesEntities,
    begin: (name, attributes, kind) =>
      spanOf(
        tracer.startSpan(name, {
          kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
          attributes: clean(attributes),
        }),
      ),
    record: (metric, value, attributes) => instruments.get(metric)?.(value, clean(attributes)),
  };
}

type Record = (value: number, attributes: ApiAttributes) => void;

function instrumentsOf(meter: Meter): ReadonlyMap<MetricName, Record> {
  const names = Object.keys(declarations) as MetricName[];
  return new Map(names.map((name) => [name, instrument(meter, name)]));
}

function instrument(meter: Meter, name: MetricName): Record {
  const { kind, unit, description } = declarations[name];
  if (kind === 'counter') {
    const counter: Counter = meter.createCounter(name, { unit, description });
    return (value, attributes) => counter.add(value, attributes);
  }
  const advice = { explicitBucketBoundaries: [...secondsBuckets] };
  const histogram: Histogram = meter.createHistogram(name, { unit, description, advice });
  return (value, attributes) => histogram.record(value, attributes);
}

function cleanAttributes(attributes: Attributes, redactor: Redactor): ApiAttributes {
  const clean: ApiAttributes = {};
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string') clean[name] = redactor.text(value);
    else if (typeof value === 'object') clean[name] = value.map((text) => redactor.text(text));
    else if (value !== undefined) clean[name] = value;
  return clean;
}
