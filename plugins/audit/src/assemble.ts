import type { AuditRecord } from './parse-line.ts';

/** Records with one id, in the order of the log. */
export interface AuditEvent {
  readonly id: string;
  readonly time: number;
  readonly node: string | undefined;
  readonly records: readonly AuditRecord[];
}

interface Open extends AuditEvent {
  readonly records: AuditRecord[];
}

/** An event whose last record is this much older than the newest, in the log's own time, is whole. */
const wholeAfterMs = 2_000;
/** More events than this are not kept open: a log whose clock stands still must not fill the memory. */
const mostOpen = 10_000;

/** Puts records together that belong to one event, though others come between. Events come in the order of their begin. */
export class EventAssembler {
  readonly #open = new Map<string, Open>();
  #newest = -Infinity;

  /** Takes a record; gives the events that are whole now. */
  push(record: AuditRecord): AuditEvent[] {
    const key = record.node === undefined ? record.id : `${record.node} ${record.id}`;
    const known = this.#open.get(key);
    if (known !== undefined) known.records.push(record);
    else this.#open.set(key, { id: record.id, time: record.time, node: record.node, records: [record] });
    if (record.time <= this.#newest && this.#open.size <= mostOpen) return [];
    this.#newest = Math.max(this.#newest, record.time);
    return this.#whole();
  }

  /** What is still open, when the log ends. */
  flush(): AuditEvent[] {
    const rest = [...this.#open.values()];
    this.#open.clear();
    return rest;
  }

  #whole(): AuditEvent[] {
    const whole: AuditEvent[] = [];
    for (const [key, event] of this.#open) {
      if (event.time > this.#newest - wholeAfterMs && this.#open.size <= mostOpen) break;
      whole.push(event);
      this.#open.delete(key);
    }
    return whole;
  }
}
