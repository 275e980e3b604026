import type { HttpReply, HttpRequest } from '../../../core/src/io/http.ts';
import { silentLog } from '../../../core/src/io/log.ts';
import type { LookupResult } from '../../../core/src/pivot/lookup-result.ts';
import type { Call } from '../../../core/src/pivot/pivot.ts';
import { noteOf, statusText } from '../../../core/src/pivot/lookup-result.ts';

export type Carry = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  text: JSON.stringify(body),
});

export const plain = (status: number, text: string, type = 'text/plain'): HttpReply => ({
  status,
  headers: { 'content-type': type },
  text,
});

/** A call whose requests are answered by `carry`, one by one; waits and bookings are counted and granted. */
export function fakeCall<State = object>(
  carry: Carry,
  given: Partial<Call<object, State>> & { readonly state?: State } = {},
) {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const booked: number[] = [];
  const call = {
    options: {},
    state: {},
    signal: new AbortController().signal,
    http: {
      send: async (request: HttpRequest) => {
        sent.push(request);
        return carry(request);
      },
    },
    log: silentLog,
    timeRange: undefined,
    submission: undefined,
    now: () => new Date(0),
    wait: (delayMs: number) => {
      waits.push(delayMs);
      return Promise.resolve();
    },
    book: (requests: number) => {
      booked.push(requests);
      return Promise.resolve(undefined);
    },
    ...given,
  } as unknown as Call<object, State>;
  return { call, sent, waits, booked };
}

/** Status and note of each result, for tables of tests. */
export const outcomes = (results: readonly LookupResult<object>[]): string[] =>
  results.map((result) => {
    const note = noteOf(result as LookupResult);
    return note === undefined ? statusText(result as LookupResult) : `${statusText(result as LookupResult)} ${note}`;
  });
