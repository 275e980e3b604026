import {
  createSession,
  definePivot,
  definePlugin,
  entity,
  found,
  notFound,
  number,
  text,
  type Call,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

interface State {
  readonly names: ReadonlyMap<string, string>;
}

const lookup = definePivot({
  name: 'owners',
  description: 'Who owns an address',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: {
    owner: text('Owner'),
    score: number('Score', { unit: 'percent', range: [0, 100], nullWhen: 'never scored' }),
    related: entity(IpAddress, 'Neighbour', { nullWhen: 'alone' }),
  },
  options: z.strictObject({ strict: z.boolean().default(false) }),
  sharing: { reaches: 'nobody' },
  lookup: (inputs, call: Call<{ strict: boolean }, State>) =>
    inputs.map(({ address }) => {
      const owner = call.state.names.get(address);
      return owner === undefined ? notFound() : found({ owner, score: call.options.strict ? 1 : null });
    }),
});

const names = definePivot({
  name: 'owners.names',
  description: 'Names of an address',
  from: [IpAddress],
  shortcut: 'names',
  rowsPerInput: 'many',
  columns: { hostName: text('Name') },
  sharing: { reaches: 'nobody' },
  lookup: (inputs) => inputs.map(({ address }) => found([{ hostName: `a.${address}` }, { hostName: `b.${address}` }])),
});

export const owners = definePlugin({
  name: 'owners',
  version: '1.0.0',
  description: 'Owners of addresses',
  config: z.strictObject({ file: z.string().optional() }),
  setup: (): State => ({ names: new Map([['8.8.8.8', 'Google']]) }),
  pivots: [lookup, names],
});

const session = await createSession({ plugins: [owners] });
const { IpAddress: Ip } = session.entities;

const one = await Ip.owners('8[.]8.8.8');
const owner: string | null = one.row(0).owner;
const input: string | null = one.row(0).input;
const joined = await session
  .from([
    { src: '8.8.8.8', bytes: 4 },
    { src: '10.0.0.1', bytes: 5 },
    { src: 'x', bytes: 6 },
  ])
  .pivot(Ip.owners, { column: 'src', strict: true, prefix: 'src_' })
  .pivot(Ip.names, { column: 'src', join: 'inner' })
  .filter((row) => row.bytes > 3)
  .run();
const name: string = joined.row(0).hostName;
const prefixed: string | null = joined.row(0).src_owner;
const chosen = session.from([{ src: '' }]).pivot(Ip.owners, { column: 'src', columns: ['owner'] });

/** What must not compile; never called, since it would throw at run time too. */
export function refused(): void {
  // @ts-expect-error null after a left join
  const wrong: string = joined.row(0).src_owner;
  void wrong;
  // @ts-expect-error no such column
  session.from([{ src: '' }]).pivot(Ip.owners, { column: 'source' });
  // @ts-expect-error a column of numbers holds no addresses
  session.from([{ src: '', bytes: 1 }]).pivot(Ip.owners, { column: 'bytes' });
  // @ts-expect-error no such option
  session.from([{ src: '' }]).pivot(Ip.owners, { column: 'src', stric: true });
  // @ts-expect-error no such pivot
  void Ip.ownrs;
  // @ts-expect-error Host has no such pivot
  void session.entities.Host.owners;
  // @ts-expect-error the column was not chosen
  chosen.filter((row) => row.score === 1);
}

const entityInHand = Ip.create('8.8.8.8');
const bound: string | null = (await entityInHand.owners({ strict: true })).row(0).owner;
const version: 4 | 6 = entityInHand.version;
/** What a user reads, so that the compiler counts the names as used. */
export const seen = [owner, input, name, prefixed, bound, version, one.toRows(), joined.why(0, 'src_owner')] as const;
