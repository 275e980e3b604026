/**
 * Finds the fields of a record one after the other, without making anything of them: after `next()` its members say where
 * name and value of the field stand. Each character is looked at a fixed number of times, whatever is in the line.
 */
export class FieldScanner {
  nameFrom = 0;
  nameTo = 0;
  valueFrom = 0;
  valueTo = 0;
  /** Texts in quotes are plain; others of the fields that users can choose are hexadecimal. */
  isQuoted = false;
  /** Where the next field is looked for. */
  at = 0;
  /** Whether the field may stand inside `'…'`, so that what comes before it decides where it ends. */
  isInside = false;
  #line = '';
  #to = 0;
  #outer: Outer | undefined;

  start(line: string, from: number): void {
    this.#line = line;
    this.at = from;
    this.#to = line.length;
    this.#outer = undefined;
    this.isInside = false;
  }

  /** False after the last field. */
  next(): boolean {
    const equals = this.#line.indexOf('=', this.at);
    if (equals < 0 || equals >= this.#to) return this.#outer !== undefined && this.#leave(this.#outer);
    let nameFrom = equals;
    while (nameFrom > this.at && !isBlank(this.#line.charCodeAt(nameFrom - 1))) nameFrom--;
    const opening = this.#line.charCodeAt(equals + 1);
    if (opening === 0x27 && this.#outer === undefined && equals + 1 < this.#to)
      return this.#enter({ nameFrom, nameTo: equals });
    this.nameFrom = nameFrom;
    this.nameTo = equals;
    if (opening === 0x22 && equals + 1 < this.#to) this.#quoted(equals + 2);
    else this.#plain(equals + 1);
    if (this.#outer !== undefined) this.#outer.isEmpty = false;
    return true;
  }

  /** A quote that is not closed ends with the text: the line was cut. */
  #quoted(from: number): void {
    const end = this.#line.indexOf('"', from);
    this.#value({ from, to: end < 0 || end > this.#to ? this.#to : end, isQuoted: true });
    this.at = this.valueTo + 1;
  }

  #plain(from: number): void {
    let to = from;
    while (to < this.#to && !isBlank(this.#line.charCodeAt(to))) to++;
    this.#value({ from, to, isQuoted: false });
    this.at = to;
  }

  #value({ from, to, isQuoted }: { readonly from: number; readonly to: number; readonly isQuoted: boolean }): void {
    this.valueFrom = from;
    this.valueTo = to;
    this.isQuoted = isQuoted;
  }

  /** `msg='…'` ends with the last quote of the line and holds fields of its own. */
  #enter({ nameFrom, nameTo }: { readonly nameFrom: number; readonly nameTo: number }): boolean {
    const from = nameTo + 2;
    const last = this.#line.lastIndexOf("'", this.#to - 1);
    const to = last >= from ? last : this.#to;
    this.#outer = { nameFrom, nameTo, from, to, end: this.#to, isEmpty: true };
    this.at = from;
    this.#to = to;
    this.isInside = true;
    return this.next();
  }

  /** Words without a field are the value themselves. */
  #leave({ nameFrom, nameTo, from, to, end, isEmpty }: Outer): boolean {
    this.at = to + 1;
    this.#to = end;
    this.#outer = undefined;
    this.isInside = false;
    if (!isEmpty) return this.next();
    this.nameFrom = nameFrom;
    this.nameTo = nameTo;
    this.#value({ from, to, isQuoted: true });
    return true;
  }
}

interface Outer {
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
  isEmpty: boolean;
}

/** Between 0x1d and the end stands what names mean: `AUID="unset"`. */
export const isBlank = (code: number): boolean => code === 0x20 || code === 0x1d || code === 0x0a || code === 0x0d;
