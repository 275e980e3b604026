import pLimit, { type LimitFunction } from 'p-limit';
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

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** A place for one batch, not yet taken. */
  place(target: PivotTarget, signal: AbortSignal): Place {
    const { pivot, plugin } = target;
    const rooms = [this.#room(`pivot ${pivot.name}`, () => concurrentOf(target))];
    const provider = providerName(target);
    if (provider !== undefined)
      rooms.push(
        this.#room(`provider ${JSON.stringify([plugin.name, provider])}`, () => this.#providerTakes(target, provider)),
      );
    return new Place(rooms, signal);
  }

  /** Batches of a pivot that can be under way at once. */
  width(target: PivotTarget): number {
    const provider = providerName(target);
    const own = concurrentOf(target);
    return provider === undefined ? own : Math.min(own, this.#providerTakes(target, provider));
  }

  #room(name: string, concurrent: () => number): Room {
    const room = this.#byName.get(name) ?? new Room(concurrent());
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
  readonly #limit: LimitFunction;

  constructor(concurrent: number) {
    this.#limit = pLimit(concurrent);
  }

  /** Resolves with what gives the room back; rejects with the signal's reason where it is aborted before there is room. */
  enter(signal: AbortSignal): Promise<() => void> {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const { promise: entered, resolve, reject } = Promise.withResolvers<() => void>();
    const giveUp = (): void => {
      leave();
      reject(signal.reason);
    };
    if (signal.aborted) {
      giveUp();
      return entered;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    void this.#limit(() => {
      signal.removeEventListener('abort', giveUp);
      resolve(leave);
      return left;
    });
    return entered;
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
