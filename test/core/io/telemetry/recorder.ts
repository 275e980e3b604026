import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  createNoopMeter,
  metrics,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type ContextManager,
  type Meter,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanOptions,
  type SpanStatus,
  type Tracer,
} from '@opentelemetry/api';

export interface RecordedSpan {
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: SpanKind | undefined;
  readonly attributes: Attributes;
  status: SpanStatus | undefined;
  ended: number;
}

export interface RecordedMeasurement {
  readonly metric: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** Stands in for an OpenTelemetry SDK: keeps every span and measurement, in order. */
export class Recorder {
  readonly spans: RecordedSpan[] = [];
  readonly measurements: RecordedMeasurement[] = [];

  register(): void {
    trace.setGlobalTracerProvider({ getTracer: () => this.#tracer() });
    metrics.setGlobalMeterProvider({ getMeter: () => this.#meter() });
    context.setGlobalContextManager(new AsyncContexts());
  }

  unregister(): void {
    trace.disable();
    metrics.disable();
    context.disable();
  }

  /** Spans as a tree: a line each, indented below its parent, in the order they began. */
  tree(): string[] {
    const below = (parent: string | undefined, indent: string): string[] =>
      this.spans
        .filter((span) => span.parent === parent)
        .flatMap(({ id, name }) => [indent + name, ...below(id, `${indent}  `)]);
    return below(undefined, '');
  }

  named(name: string): RecordedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** Sum of a metric's values by the values of the attributes, such as `found asked`. */
  sums(metric: string, ...names: readonly string[]): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { value, attributes } of this.measurements.filter((each) => each.metric === metric)) {
      const name = names.map((each) => String(attributes[each])).join(' ');
      sums[name] = (sums[name] ?? 0) + value;
    }
    return sums;
  }

  #tracer(): Tracer {
    const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span =>
      this.#start(name, options, parent);
    return { startSpan, startActiveSpan: () => undefined as never };
  }

  #start(name: string, { kind, attributes = {} }: SpanOptions, parent: Context): Span {
    const span: RecordedSpan = {
      name,
      id: String(this.spans.length + 1).padStart(16, '0'),
      parent: trace.getSpan(parent)?.spanContext().spanId,
      kind,
      attributes: { ...attributes },
      status: undefined,
      ended: 0,
    };
    this.spans.push(span);
    return new LiveSpan(span);
  }

  #meter(): Meter {
    const record =
      (metric: string) =>
      (value: number, attributes: Attributes = {}) =>
        void this.measurements.push({ metric, value, attributes });
    return Object.assign(createNoopMeter(), {
      createCounter: (name: string) => ({ add: record(name) }),
      createHistogram: (name: string) => ({ record: record(name) }),
    });
  }
}

class LiveSpan implements Span {
  readonly #span: RecordedSpan;

  constructor(span: RecordedSpan) {
    this.#span = span;
  }

  spanContext(): SpanContext {
    return { traceId: '1'.padStart(32, '0'), spanId: this.#span.id, traceFlags: TraceFlags.SAMPLED };
  }

  setAttribute(name: string, value: Attributes[string]): this {
    return this.setAttributes({ [name]: value });
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.#span.attributes, attributes);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#span.status = status;
    return this;
  }

  end(): void {
    this.#span.ended += 1;
  }

  addEvent = (): this => this;
  addLink = (): this => this;
  addLinks = (): this => this;
  updateName = (): this => this;
  isRecording = (): boolean => true;
  recordException = (): void => {};
}

class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...parameters: A) => ReturnType<F>>(
    active: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...parameters: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => work.apply(thisArg, parameters));
  }

  bind<T>(_: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}
