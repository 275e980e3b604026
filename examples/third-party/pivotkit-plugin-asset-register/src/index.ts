import { readFile } from 'node:fs/promises';
import { definePivot, definePlugin, found, notFound, text, type Call } from '@pivotkit/core';
import { Host, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

const asset = z.object({
  host: z.string(),
  address: z.string(),
  owner: z.string(),
  criticality: z.enum(['low', 'medium', 'high']),
  note: z.string().optional(),
});

/** Assets by the canonical key of their host and of their address. */
interface Register {
  readonly byKey: ReadonlyMap<string, z.output<typeof asset>>;
}

const owner = definePivot({
  name: 'assetRegister.owner',
  description: 'Who owns a machine, and how much it matters',
  from: [Host, IpAddress],
  shortcut: 'assetOwner',
  rowsPerInput: 'at-most-one',
  columns: {
    owner: text('Team that answers for the machine'),
    criticality: text('low, medium or high'),
    assetNote: text('What the register remarks', { nullWhen: 'it remarks nothing' }),
  },
  sharing: { reaches: 'nobody' },
  examples: ["Host.assetOwner('srv-01.corp.example.com')"],
  lookup: (inputs, { state }: Call<unknown, Register>) =>
    inputs.map(({ key }) => {
      const known = state.byKey.get(key);
      return known === undefined
        ? notFound()
        : found({ owner: known.owner, criticality: known.criticality, assetNote: known.note });
    }),
});

/** A company's register of assets: a JSON list of `{ host, address, owner, criticality, note? }`. */
export const assetRegister = definePlugin({
  name: 'asset-register',
  version: '1.0.0',
  description: 'Owners of machines from a register of assets',
  config: z.strictObject({ file: z.string() }),
  async setup(host, { file }): Promise<Register> {
    const assets = z.array(asset).parse(JSON.parse(await readFile(host.resolvePath(file), 'utf8')));
    const keys = assets.flatMap((known) => [
      [Host.create(known.host).key, known] as const,
      [IpAddress.create(known.address).key, known] as const,
    ]);
    return { byKey: new Map(keys) };
  },
  pivots: [owner],
});
