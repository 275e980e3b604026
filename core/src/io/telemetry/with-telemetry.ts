import type { Clock } from '../clock.ts';
import type { HttpReply, HttpRequest, Transport } from '../http.ts';
import type { MetricName } from './metrics.ts';
import { reasonOf, silentTelemetry, type Attributes, type Span, type Telemetry } from './telemetry.ts';

/**
 * A span and a measurement for every request that is really sent, each attempt by itself, named as OpenTelemetry's
 * conventions for HTTP clients have it (opentelemetry.io/docs/specs/semconv/http, read 2026-11-20). Neither path nor query nor headers
 * are told, since they hold what is asked about and credentials; nor is the request told which trace it belongs to.
 */
export function withTelemetry(
  next: Transport,
  { telemetry, clock }: { readonly telemetry: Telemetry; readonly clock: Clock },
): Transport {
  if (telemetry === silentTelemetry) return next;
  return async (request) => {
    const startMs = clock.monotonicMs();
    const common = commonAttributes(request, telemetry);
    const span = telemetry.begin(methodOf(request), { ...common, ...urlAttributes(request, telemetry) }, 'client');
    const finish = (outcome: Attributes): void =>
      telemetry.record(metricOf(request), (clock.monotonicMs() - startMs) / 1_000, {
        ...common,
        ...outcome,
      });
    try {
      const reply = await span.within(() => next(request));
      finish(replied(span, request, reply));
      return reply;
    } catch (error) {
      finish(failed(span, request.signal.aborted ? 'cancelled' : reasonOf(error)));
      throw error;
    } finally {
      span.end();
    }
  };
}

const metricOf = ({ url }: HttpRequest): MetricName =>
  isHttp(url) ? 'http.client.request.duration' : 'pivotkit.request.duration';

const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

/** `GET`; `TCP` and `DNS` for what is not HTTP. */
const methodOf = ({ method = 'GET', url }: HttpRequest): string =>
  isHttp(url) ? method : url.protocol.slice(0, -1).toUpperCase();

/** The host of a URL that comes from the data is what is asked about. */
function commonAttributes(request: HttpRequest, { namesEntities }: Telemetry): Attributes {
  const { url, resolveCheckPin } = request;
  const isProvider = resolveCheckPin !== true;
  return {
    ...(isHttp(url) && { 'http.request.method': methodOf(request) }),
    'url.scheme': url.protocol.slice(0, -1),
    'server.address': isProvider || namesEntities ? url.hostname : undefined,
    'server.port': isProvider || namesEntities ? portOf(url) : undefined,
  };
}

const defaultPorts: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'dns:': 53 };

const portOf = ({ port, protocol }: URL): number => {
  if (port !== '') return Number(port);
  return defaultPorts[protocol] ?? 0;
};

/** With its credentials left out. */
function urlAttributes({ url, secretParameters = [] }: HttpRequest, { namesEntities }: Telemetry): Attributes {
  if (!namesEntities) return {};
  const shown = new URL(url);
  for (const name of secretParameters) shown.searchParams.delete(name);
  shown.username = '';
  shown.password = '';
  return { 'url.full': shown.href };
}

function replied(span: Span, { url }: HttpRequest, { status }: HttpReply): Attributes {
  const outcome: Attributes = isHttp(url) ? { 'http.response.status_code': status } : {};
  span.add(outcome);
  return status < 400 ? outcome : { ...outcome, ...failed(span, String(status)) };
}

function failed(span: Span, reason: string): Attributes {
  span.fail(reason);
  return { 'error.type': reason };
}
