import { PivotKitError } from '../error/pivotkit-error.ts';

/** Text that can stand in a path or query as it is, made by one of the encoders below. */
export class Encoded {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in the `${…}` of a path. */
export type PathValue = string | number | Encoded;

export type QueryValue = string | number | boolean | undefined;

interface RequestParts {
  readonly method: 'GET' | 'POST';
  /** Encoded, beginning with `/`, without query. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly retryable?: boolean;
}

/** A request as data: what is asked, without base URL and credentials. Never changed; each method gives a new one. */
export class ProviderRequest {
  readonly parts: RequestParts;

  constructor(parts: RequestParts) {
    this.parts = parts;
  }

  /** Adds parameters to the query, encoded; undefined ones are left out. */
  query(parameters: Readonly<Record<string, QueryValue>>): ProviderRequest {
    return this.#with({ query: [...this.parts.query, ...given(parameters)] });
  }

  /** Adds headers; credentials come from the provider's `auth` alone. */
  headers(headers: Readonly<Record<string, string>>): ProviderRequest {
    return this.#with({ headers: { ...this.parts.headers, ...headers } });
  }

  /** A body of form fields. */
  form(fields: Readonly<Record<string, QueryValue>>): ProviderRequest {
    const body = new URLSearchParams(given(fields)).toString();
    return this.headers({ 'content-type': 'application/x-www-form-urlencoded' }).#with({ body });
  }

  /** A body of JSON. */
  json(value: unknown): ProviderRequest {
    return this.headers({ 'content-type': 'application/json' }).#with({ body: JSON.stringify(value) });
  }

  /** Says that this request only asks, so that it may be sent again when the connection or the service fails. */
  retryable(): ProviderRequest {
    return this.#with({ retryable: true });
  }

  #with(parts: Partial<RequestParts>): ProviderRequest {
    return new ProviderRequest({ ...this.parts, ...parts });
  }
}

/**
 * A GET request for a path: ``get`/ip_addresses/${address}` ``. Each value becomes exactly one segment of the path, or
 * part of one: it cannot add a segment, a query or another host.
 * @throws REQUEST_UNSAFE for a value that no encoding makes safe (empty, `.`, `..`, half a surrogate pair)
 */
export const get = (literals: TemplateStringsArray, ...values: readonly PathValue[]): ProviderRequest =>
  requestTo('GET', literals, values);

/** As `get`, for a POST request. @throws REQUEST_UNSAFE */
export const post = (literals: TemplateStringsArray, ...values: readonly PathValue[]): ProviderRequest =>
  requestTo('POST', literals, values);

/** Text in base64url (RFC 4648 §5), UTF-8, without padding. */
export const base64url = (text: string): Encoded => new Encoded(Buffer.from(text, 'utf8').toString('base64url'));

/** @throws REQUEST_UNSAFE */
export function pathSegment(value: PathValue): string {
  const text = value instanceof Encoded ? requireSegment(value.text) : encode(String(value));
  // `URL` reads dots as steps even when they are percent-encoded, so no encoding saves them.
  if (text === '' || text === '.' || text === '..') throw new PivotKitError('REQUEST_UNSAFE', { value: text });
  return text;
}

/** What is said to be encoded is looked at: a character of RFC 3986's `pchar` each, dots as they are. */
function requireSegment(text: string): string {
  if (/^(?:[\w.~!$&'()*+,;=:@-]|%(?!2e|2f|5c)[\da-f]{2})+$/i.test(text)) return text;
  throw new PivotKitError('REQUEST_UNSAFE', { value: text });
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw new PivotKitError('REQUEST_UNSAFE', { value: text }, { cause });
  }
}

function requestTo(
  method: 'GET' | 'POST',
  literals: TemplateStringsArray,
  values: readonly PathValue[],
): ProviderRequest {
  const path = literals.map((literal, i) => (i === 0 ? literal : pathSegment(values[i - 1] ?? '') + literal)).join('');
  return new ProviderRequest({ method, path, query: [], headers: {} });
}

const given = (parameters: Readonly<Record<string, QueryValue>>): [string, string][] =>
  Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
