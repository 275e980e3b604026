import { createSession, definePivot, definePlugin, found, text } from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { z } from 'zod';

// What must compile, and (marked) what must not. Checked by `tsc -p tsconfig.json`; never run.

const sharing = { reaches: 'provider', maxTlp: 'clear', provider: 'Example' } as const;

const scanner = definePlugin({
  name: 'scanner',
  version: '1.0.0',
  description: 'Scans URLs',
  pivots: [
    definePivot({
      name: 'scanner.scan',
      description: 'Has a URL scanned',
      from: [Url],
      shortcut: 'scan',
      rowsPerInput: 'at-most-one',
      columns: { id: text('Scan') },
      options: z.strictObject({ country: z.string().optional() }),
      sharing: { ...sharing, submits: true },
      lookup: (inputs, { submission }) =>
        inputs.map(({ key }) => found({ id: `${key} ${submission?.visibility ?? ''}` })),
    }),
    definePivot({
      name: 'scanner.look',
      description: 'Looks a URL up',
      from: [Url],
      rowsPerInput: 'at-most-one',
      columns: { id: text('Scan') },
      sharing,
      lookup: (inputs) => inputs.map(({ key }) => found({ id: key })),
    }),
  ],
});

const session = await createSession({ plugins: [scanner] });
const { Url: Address } = session.entities;
const consented = { consent: true, visibility: 'private' } as const;
const rows = [{ url: 'https://example.com' }];

const one: string | null = (await Address.scan('https://example.com', consented)).row(0).id;
const bound = await Address.create('https://example.com').scanner.scan({ ...consented, country: 'de' });
const frame = await session
  .from(rows)
  .pivot(Address.scan, { column: 'url', ...consented })
  .run();
const looked = await Address.scanner.look('https://example.com');

/** What must not compile; never called, since it would throw at run time too. */
export function refused(): void {
  // @ts-expect-error nothing is submitted without options
  void Address.scan('https://example.com');
  // @ts-expect-error consent alone does not say who may see it
  void Address.scan('https://example.com', { consent: true });
  // @ts-expect-error consent is true, or the call is not written
  void Address.scan('https://example.com', { consent: false, visibility: 'private' });
  // @ts-expect-error no such visibility
  void Address.scan('https://example.com', { consent: true, visibility: 'friends' });
  // @ts-expect-error nor with an entity in hand
  void Address.create('https://example.com').scan();
  // @ts-expect-error nor in a pipeline
  session.from(rows).pivot(Address.scan, { column: 'url' });
  // @ts-expect-error nor over a table
  void Address.scan(frame, { column: 'url' });
  // @ts-expect-error what only looks up needs no consent
  void Address.scanner.look('https://example.com', { consent: true, visibility: 'private' });
}

/** What a user reads, so that the compiler counts the names as used. */
export const seen = [one, bound.row(0).id, frame.row(0).id, looked.row(0).id] as const;
