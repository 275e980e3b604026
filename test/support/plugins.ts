import { definePivot, definePlugin, entity, found, notFound, number, text, type LookupResult } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';

/** What `owners` knows: an owner and how many neighbours. */
export const knownOwners = new Map([
  ['8.8.8.8', { owner: 'Google', neighbours: 2 }],
  ['1.1.1.1', { owner: 'Cloudflare', neighbours: 0 }],
  ['2001:4860:4860::8888', { owner: 'Google', neighbours: 1 }],
]);

/** A local plugin over `knownOwners` that remembers what it was asked, in order. */
export function ownersPlugin(asked: string[] = []) {
  return definePlugin({
    name: 'owners',
    version: '1.2.3',
    description: 'Owners of addresses',
    pivots: [
      definePivot({
        name: 'owners',
        description: 'Who owns an address',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: {
          owner: text('Owner'),
          neighbours: number('Neighbours', { unit: 'addresses', range: [0, 100], nullWhen: 'not counted' }),
        },
        sharing: { reaches: 'nobody' },
        lookup: (inputs) =>
          inputs.map(({ key }) => {
            asked.push(key);
            const known = knownOwners.get(key);
            return known === undefined ? notFound() : found(known);
          }),
      }),
      definePivot({
        name: 'owners.neighbours',
        description: 'Neighbours of an address',
        from: [IpAddress],
        shortcut: 'neighbours',
        rowsPerInput: 'many',
        columns: { neighbour: entity(IpAddress, 'A neighbour'), rank: number('Order', { range: [1, 100] }) },
        sharing: { reaches: 'nobody' },
        lookup: (inputs) => inputs.map(({ key }) => neighboursOf(key)),
      }),
    ],
  });
}

function neighboursOf(key: string): LookupResult<{ neighbour: string; rank: number }> {
  const count = knownOwners.get(key)?.neighbours ?? 0;
  return found(Array.from({ length: count }, (_, i) => ({ neighbour: `192.0.2.${i + 1}`, rank: i + 1 })));
}

/** A plugin with one pivot that does whatever `lookup` does. */
export function misbehavingPlugin(
  lookup: (inputs: readonly IpAddress[], signal: AbortSignal) => unknown,
  options: { readonly name?: string; readonly batch?: number; readonly reaches?: 'nobody' | 'provider' } = {},
) {
  const { name = 'odd', batch = 2, reaches = 'nobody' } = options;
  return definePlugin({
    name,
    version: '0.0.1',
    description: 'Does what the test says',
    pivots: [
      definePivot({
        name: 'odd',
        description: 'Does what the test says',
        from: [IpAddress],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score', { range: [0, 10], nullWhen: 'none' }), label: text('Label') },
        sharing: { reaches, maxTlp: 'green' },
        limits: { batch, timeoutMs: 1_000 },
        // Whatever it returns: plain JavaScript plugins have no compiler either.
        lookup: (inputs, call) => lookup(inputs, call.signal) as LookupResult<{ label: string }>[],
      }),
    ],
  });
}
