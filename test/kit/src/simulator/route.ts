import type { SimulatedReply, SimulatedRequest } from './exchange.ts';

/** A request together with what its path says. */
export interface RoutedRequest extends SimulatedRequest {
  /** The segments named in the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** One question that the service understands. */
export interface Route {
  /** Default: `GET`. */
  readonly method?: string;
  /** Below the base path: `/names/:name`. `:name` is one segment; `*` at the end is all that is left. */
  readonly path: string;
  reply(request: RoutedRequest): SimulatedReply | Promise<SimulatedReply>;
}

/** The first route that fits, with the parameters of its path. */
export function findRoute(
  routes: readonly Route[],
  basePath: string,
  request: SimulatedRequest,
): { readonly route: Route; readonly request: RoutedRequest } | undefined {
  for (const route of routes) {
    if ((route.method ?? 'GET') !== request.method) continue;
    const params = paramsOf(basePath + route.path, request.path);
    if (params !== undefined) return { route, request: { ...request, params } };
  }
  return undefined;
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const isOpen = wanted.at(-1) === '*';
  const given = path.split('/');
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  if (isOpen ? given.length < fixed.length : given.length !== fixed.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, name] of fixed.entries()) {
    const segment = decoded(given[i] ?? '');
    if (segment === undefined) return undefined;
    if (name.startsWith(':') && segment !== '') params[name.slice(1)] = segment;
    else if (decoded(name) !== segment) return undefined;
  }
  if (isOpen) params['*'] = given.slice(fixed.length).join('/');
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
