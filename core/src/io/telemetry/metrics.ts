/** What is measured. Lengths of time are in seconds, as OpenTelemetry's conventions have it. */
export const metrics = {
  'pivotkit.lookups': { kind: 'counter', unit: '{lookup}', description: 'Look-ups, by status and source' },
  'pivotkit.lookup.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time from asking for leave to ask about a batch until its answers were there',
  },
  'pivotkit.cache.hits': { kind: 'counter', unit: '{lookup}', description: 'Look-ups answered from kept answers' },
  'pivotkit.cache.misses': {
    kind: 'counter',
    unit: '{lookup}',
    description: 'Look-ups that kept answers did not answer',
  },
  'pivotkit.quota.waits': { kind: 'counter', unit: '{wait}', description: 'Batches that waited for a quota' },
  'pivotkit.quota.wait.duration': { kind: 'histogram', unit: 's', description: 'Time waited for a quota' },
  'pivotkit.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of questions over TCP and to name servers',
  },
  // Name and unit: opentelemetry.io/docs/specs/semconv/http/http-metrics, read 2026-11-20.
  'http.client.request.duration': { kind: 'histogram', unit: 's', description: 'Duration of HTTP client requests.' },
} as const satisfies Readonly<Record<string, MetricDeclaration>>;

interface MetricDeclaration {
  readonly kind: 'counter' | 'histogram';
  readonly unit: string;
  readonly description: string;
}

export type MetricName = keyof typeof metrics;

/** Upper bounds of a histogram's buckets in seconds: from answers at hand to quotas that take minutes. */
export const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300];
