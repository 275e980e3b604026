import type { Cell, Row } from './cell.ts';
import type { Columnar } from './columnar.ts';
import { cellReader, rowReader } from './row-reader.ts';

class RowView {
  readonly #row: number;

  constructor(row: number) {
    this.#row = row;
  }

  static rowOf(view: RowView): number {
    return view.#row;
  }
}

/**
 * A function from a row's number to a view of the row: columns are read when they are asked for, so a predicate over
 * one column of forty pays for one. A view may be kept and goes through `JSON.stringify`; it has no properties of its
 * own, so `{...view}` is empty.
 */
export function rowViews<R extends object = Row>(columnar: Columnar): (row: number) => R {
  class View extends RowView {}
  define(View.prototype, 'toJSON', { value: viewToRow(columnar) });
  for (const name of columnar.columns.keys()) {
    // The reader is made when a cell of the column is asked for: a column never asked for need not be gathered.
    let read: ((row: number) => Cell) | undefined;
    define(View.prototype, name, {
      get(this: RowView) {
        read ??= cellReader(columnar, name);
        return read(RowView.rowOf(this));
      },
    });
  }
  // The row type is a promise of whoever made the table; here it meets the run-time columns.
  return (row) => new View(row) as unknown as R;
}

function define(prototype: object, name: string, property: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, { configurable: true, enumerable: true, ...property });
}

function viewToRow(columnar: Columnar): (this: RowView) => Row {
  return function toJSON(this: RowView) {
    return rowReader(columnar)(RowView.rowOf(this));
  };
}
