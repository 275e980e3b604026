import pLimit, { type LimitFunction } from 'p-limit';
import { orAborted } from '../io/or-aborted.ts';
import type { PivotTarget } from './pivot.ts';

/** Batches of look-ups under way at once where neither the pivot nor the session says. */
const defaultConcurrent = 4;

/** For every provider, or by the plugin's name. */
export type Concurrency = number | Readonly<Record<string, number>>;

export interface RoomsOptions {
  /** All pivots of the session, for what a provider takes where nothing is set: as much as its widest pivot. */
  readonly pivots: () => readonly PivotTarget[];
  readonly concurrency: Concurrency | undefined;
}

/**
 * How many batches of look-ups may be under way at once: at each provider, whatever pivots and runs of the session ask
 * it, and of each pivot. Who waits for room at the provider holds room of the pivot, never the other way round.
 */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #byName = new Map<string, Room>();
  readonly #ofTarget = new WeakMap<PivotTarget, readonly Room[]>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** A place for one batch, not yet taken. */
  place(target: PivotTarget, signal: AbortSignal): Place {
    return new Place(this.#roomsOf(target), signal);
  }

  /** Batches of a pivot that can be under way at once. */
  width(target: PivotTarget): number {
    return Math.min(...this.#roomsOf(target).map(({ concurrent }) => concurrent));
  }

  /** A pivot that may ask as much as its provider takes needs no room of its own. */
  #roomsOf(target: PivotTarget): readonly Room[] {
    const known = this.#ofTarget.get(target);
    if (known !== undefined) return known;
    const { pivot, plugin } = target;
    const own = concurrentOf(target);
    const provider = providerName(target);
    const takes = provider === undefined ? Infinity : this.#providerTakes(target, provider);
    const rooms = own < takes ? [this.#room(`pivot ${pivot.name}`, own)] : [];
    if (provider !== undefined) rooms.push(this.#room(`provider ${JSON.stringify([plugin.name, provider])}`, takes));
    this.#ofTarget.set(target, rooms);
    return rooms;
  }

  #room(name: string, concurrent: number): Room {
    const room = this.#byName.get(name) ?? new Room(concurrent);
    this.#byName.set(name, room);
    return room;
  }

  #providerTakes({ plugin, ...target }: PivotTarget, provider: string): number {
    const { concurrency, pivots } = this.#options;
    const set = typeof concurrency === 'number' ? concurrency : concurrency?.[plugin.name];
    if (set !== undefined) return set;
    const ofProvider = pivots().filter(
      (other) => other.plugin.name === plugin.name && providerName(other) === provider,
    );
    return Math.max(...[{ plugin, ...target }, ...ofProvider].map(concurrentOf));
  }
}

const concurrentOf = ({ pivot: { limits } }: PivotTarget): number => limits?.concurrent ?? defaultConcurrent;

/** Who is asked; undefined where nobody is. */
export const providerName = ({ pivot: { sharing }, plugin }: PivotTarget): string | undefined =>
  sharing.reaches === 'nobody' ? undefined : (sharing.provider ?? plugin.name);

class Room {
  readonly concurrent: number;
  readonly #limit: LimitFunction;

  constructor(concurrent: number) {
    this.concurrent = concurrent;
    this.#limit = pLimit(concurrent);
  }

  /** Resolves with what gives the room back; rejects with the signal's reason where it is aborted before there is room. */
  enter(signal: AbortSignal): Promise<() => void> {
    const isFree = this.#limit.activeCount < this.concurrent && !signal.aborted;
    return isFree ? this.#take() : this.#wait(signal);
  }

  #take(): Promise<() => void> {
    return new Promise((resolve) => {
      void this.#limit(() => new Promise<void>(resolve));
    });
  }

  async #wait(signal: AbortSignal): Promise<() => void> {
    const entered = this.#take();
    try {
      return await orAborted(entered, signal);
    } catch (error) {
      // Its turn comes all the same, and is passed on.
      void entered.then((leave) => leave());
      throw error;
    }
  }
}

/** Room for one batch. */
export class Place {
  readonly #rooms: readonly Room[];
  readonly #signal: AbortSignal;
  readonly #leaves: (() => void)[] = [];

  constructor(rooms: readonly Room[], signal: AbortSignal) {
    this.#rooms = rooms;
    this.#signal = signal;
  }

  /** Rejects with the signal's reason, and then holds no room. */
  async enter(): Promise<void> {
    try {
      for (const room of this.#rooms) this.#leaves.push(await room.enter(this.#signal));
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  leave(): void {
    for (const leave of this.#leaves) leave();
    this.#leaves.length = 0;
  }
}
