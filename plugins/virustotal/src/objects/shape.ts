import type { Facets, OutputColumns, RowInput, RowOf } from '@pivotkit/core';
import type { z } from 'zod';

/** One kind of object that relations lead to: its columns, what comes back, and how one becomes the other. */
export interface Shape<Cols extends OutputColumns, Item> {
  readonly columns: Cols;
  readonly item: z.ZodType<Item>;
  row(item: Item): RowInput<Cols>;
  readonly facets?: Facets<RowOf<Cols>>;
}

/** Types a shape. */
export const shape = <const Cols extends OutputColumns, Item>(declaration: Shape<Cols, Item>): Shape<Cols, Item> =>
  declaration;
