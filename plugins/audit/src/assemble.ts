import { fieldColumns, type FieldKind } from './field-kinds.ts';
import type { AuditHead } from './parse-line.ts';
import type { Place } from './place.ts';

const noTexts: readonly (string | null)[] = fieldColumns.map(() => null);

/** Records with one id, in the order of the log. */
export class AuditEvent {
  readonly id: string;
  readonly time: number;
  readonly node: string | undefined;
  readonly records: Place[] = [];
  /** Of each of `fieldColumns` the first that says something. */
  readonly texts: (string | null)[] = noTexts.slice();
  /** Arguments of the program, as long as each comes whole and behind the one before. */
  readonly args: string[] = [];
  /** Whether there are others: then they are read from the records once more. */
  hasOddArguments = false;
  /** Why a line is no record: a row of its own, so that it is not lost. */
  readonly problem: string | null;

  constructor({ id, time, node }: Pick<AuditHead, 'id' | 'time' | 'node'>, problem: string | null = null) {
    this.id = id;
    this.time = time;
    this.node = node;
    this.problem = problem;
  }

  addArgument({ argument, isPart }: FieldKind, text: string | null): void {
    if (text !== null && !isPart && argument === this.args.length) this.args.push(text);
    else this.hasOddArguments = true;
  }
}

/** What stands for a line that is no record. */
export function problemEvent(line: string, problem: string): AuditEvent {
  const shown = line.length > 200 ? `${line.slice(0, 200)}…` : line;
  return new AuditEvent({ id: '', time: NaN, node: undefined }, `${problem}: ${shown}`);
}

/** An event whose last record is this much older than the newest, in the log's own time, is whole. */
const wholeAfterMs = 2_000;
/** More events than this are not kept open: a log whose clock stands still must not fill the memory. */
const mostOpen = 10_000;

/** Puts records together that belong to one event, though others come between. Events come in the order of their begin. */
export class EventAssembler {
  readonly #open = new Map<string, AuditEvent>();
  #last: AuditEvent | undefined;
  #newest = -Infinity;

  /** The event that a record belongs to. */
  eventOf(head: AuditHead): AuditEvent {
    if (this.#last?.id === head.id && this.#last.node === head.node) return this.#last;
    const key = head.node === undefined ? head.id : `${head.node} ${head.id}`;
    const event = this.#open.get(key) ?? new AuditEvent(head);
    this.#open.set(key, event);
    this.#last = event;
    return event;
  }

  /** The events that are whole after a record of that time. */
  wholeAt(time: number): readonly AuditEvent[] {
    if (time <= this.#newest && this.#open.size <= mostOpen) return none;
    this.#newest = Math.max(this.#newest, time);
    const whole: AuditEvent[] = [];
    for (const [key, event] of this.#open) {
      if (event.time > this.#newest - wholeAfterMs && this.#open.size <= mostOpen) break;
      whole.push(event);
      this.#open.delete(key);
      if (event === this.#last) this.#last = undefined;
    }
    return whole;
  }

  /** What is still open, when the log ends. */
  flush(): AuditEvent[] {
    const rest = [...this.#open.values()];
    this.#open.clear();
    this.#last = undefined;
    return rest;
  }
}

const none: readonly AuditEvent[] = [];
