import { definePivot, type Facets, type OutputColumns, type RowOf } from '@pivotkit/core';
import type { EntityClass } from '@pivotkit/entities';
import { z } from 'zod';
import { besideRequest, type Thing } from './client.ts';
import { limit, listLookup, type ListOptions } from './list-lookup.ts';
import type { Shape } from './objects/shape.ts';
import { cost, terms } from './terms.ts';

/** Rows of one page, at most. https://docs.virustotal.com/reference/relationships, read 2026-11-28. */
const pageSize = 40;

const options = z.strictObject({
  /** Rows for each input, at most; each 40 cost a request. */
  limit: limit.default(pageSize),
});

/** One relation of VirusTotal, as data. */
interface Relation<N extends string, C extends EntityClass<Thing>, Cols extends OutputColumns, Item> {
  readonly name: N;
  readonly description: string;
  readonly from: readonly C[];
  /** Its name in VirusTotal's paths. */
  readonly path: string;
  readonly shape: Shape<Cols, Item>;
  /** Where they are other than those of the shape. */
  readonly facets?: Facets<RowOf<Cols>>;
  /** Default: that of a free key. */
  readonly cost?: string;
}

/** Something to ask about, by kind. */
const sampleOf: Readonly<Record<Thing['kind'], string>> = {
  IpAddress: '8.8.8.8',
  Dns: 'www.example.com',
  Url: 'https://www.example.com/',
  FileHash: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
  File: 'malware.exe',
};

const exampleOf = (name: string, [first]: readonly EntityClass<Thing>[]): string[] =>
  first === undefined ? [] : [`await ${first.kind}.${name}('${sampleOf[first.kind]}')`];

/** A relation as a pivot: a row for each related object. */
export const relation = <const N extends string, C extends EntityClass<Thing>, const Cols extends OutputColumns, Item>({
  path,
  shape,
  facets = shape.facets,
  ...declaration
}: Relation<N, C, Cols, Item>) =>
  definePivot({
    cost,
    ...declaration,
    ...terms,
    examples: exampleOf(declaration.name, declaration.from),
    rowsPerInput: 'many',
    columns: shape.columns,
    ...(facets !== undefined && { facets }),
    options,
    lookup: listLookup<Thing, Cols, Item, ListOptions>({
      shape,
      pageSize,
      request: (input, page) => besideRequest(input, path, page),
    }),
  });
