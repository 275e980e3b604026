import type { SimulatedRequest } from '../simulator/exchange.ts';
import type { Sample } from './sample.ts';

/** What a request asks, apart from where and by whom. */
interface Asked {
  readonly method: string;
  readonly segments: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * The sample that answers a request: same method and path, no field of query or body that says otherwise, and of those
 * the one with the most fields in common. Fields whose sample is a placeholder (`<key>`) may be anything.
 */
export function matchSample(samples: readonly Sample[], request: SimulatedRequest): Sample | undefined {
  const asked = askedIn(request.method, request.url, request);
  const scored = samples
    .map((sample) => ({
      sample,
      score: scoreOf(askedIn(sample.request.method, sample.request.url, sample.request), asked),
    }))
    .filter(({ score }) => score >= 0);
  return scored.reduce<(typeof scored)[number] | undefined>(
    (best, each) => (best === undefined || each.score > best.score ? each : best),
    undefined,
  )?.sample;
}

/** Fields in common; -1 = another question. */
function scoreOf(sample: Asked, asked: Asked): number {
  if (sample.method !== asked.method || sample.segments.join('\n') !== asked.segments.join('\n')) return -1;
  const known = [...sample.fields].filter(([, value]) => !isPlaceholder(value));
  const shared = known.filter(([name]) => asked.fields.has(name));
  if (shared.some(([name, value]) => asked.fields.get(name) !== value)) return -1;
  return known.length > 0 && shared.length === 0 ? -1 : shared.length;
}

const isPlaceholder = (value: string): boolean => /^<[^<>]*>$/.test(value);

interface Body {
  readonly form?: Readonly<Record<string, unknown>> | undefined;
  readonly json?: unknown;
  readonly body?: string | undefined;
}

function askedIn(method: string, url: string, { form = {}, json, body }: Body): Asked {
  // The host of a relative URL does not matter, nor does that of an absolute one.
  const { pathname, searchParams } = new URL(url, 'http://service');
  return {
    method: method.toUpperCase(),
    segments: pathname.split('/').map(decoded),
    fields: new Map([
      ...[...searchParams].map(([name, value]): [string, string] => [`?${name}`, value]),
      ...Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]),
      ...jsonFields(json ?? jsonOf(body)),
    ]),
  };
}

function jsonFields(json: unknown): (readonly [string, string])[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json) || typeof json !== 'object') return [['', JSON.stringify(json)]];
  return Object.entries(json).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
}

function jsonOf(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
