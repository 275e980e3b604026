import { failed, notFound, type Call, type LookupResult } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { nameOf, rowOf, type Row } from './columns.ts';
import type { State } from './config.ts';

/**
 * Asks about all addresses over one connection: `begin`, `verbose`, an address a line, `end`
 * (team-cymru.com/ip-asn-mapping, read 2026-11-28). `results[i]` answers `inputs[i]`.
 */
export async function askInBulk(
  inputs: readonly IpAddress[],
  { tcp, signal, state }: Pick<Call<unknown, State>, 'tcp' | 'signal' | 'state'>,
): Promise<LookupResult<Row>[]> {
  const send = ['begin', 'verbose', ...inputs.map(({ address }) => address), 'end', ''].join('\n');
  const { host, port } = state.server;
  const { text } = await tcp.ask({ host, port, send, allowedHosts: [`${host}:${port}`], signal });
  const answers = resultsOf(text);
  return inputs.map(({ address }) => answers.get(address) ?? missing(host, text));
}

/** An answer that lacks a line is cut, or is no answer at all. */
const missing = (provider: string, text: string): LookupResult<never> =>
  failed('REPLY_INVALID', {
    provider,
    problem: text.trim() === '' ? 'it closed the connection without an answer' : 'no line of it is about this address',
  });

/** Lines of seven cells by their address; headings and whatever else comes with them are passed over. */
function resultsOf(text: string): ReadonlyMap<string, LookupResult<Row>> {
  const results = new Map<string, LookupResult<Row>>();
  for (const line of text.split(/\r?\n/)) {
    const [origins = '', ip = '', prefix = '', country = '', registry = '', allocated = '', ...name] = line
      .split('|')
      .map((cell) => cell.trim());
    const address = IpAddress.parse(ip);
    if (!address.ok || prefix === '') continue;
    const row = rowOf({ origins, prefix, country, registry, allocated }, nameOf(name.join('|')), 'bulk');
    results.set(
      address.value.address,
      row === undefined ? notFound('nobody announces a network with it') : { status: 'found', rows: [row] },
    );
  }
  return results;
}
