import type { QuotaWindow } from '../../../../core/src/io/quota/index.ts';

const dayMs = 86_400_000;
const slidingMs: Partial<Record<QuotaWindow['per'], number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/** The first moment that counts with `atMs`: days are those of the calendar, shorter windows slide. */
function countsFromMs({ per }: QuotaWindow, atMs: number): number {
  const lengthMs = slidingMs[per];
  return lengthMs === undefined ? Math.floor(atMs / dayMs) * dayMs : atMs - lengthMs;
}

/** Windows up to a day: a provider that writes every request down and says where a window held more than it may. */
export class StrictCounter {
  readonly excesses: string[] = [];
  readonly #windows: readonly QuotaWindow[];
  /** Moments in order of time, with the requests of each. */
  readonly #met: { readonly atMs: number; readonly count: number }[] = [];
  readonly #fullest = new Map<QuotaWindow, number>();

  constructor(windows: readonly QuotaWindow[]) {
    this.#windows = windows;
  }

  meet(atMs: number, count: number): void {
    if (count > 0) this.#met.push({ atMs, count });
    for (const window of this.#windows) {
      const used = this.used(window, atMs);
      this.#fullest.set(window, Math.max(used, this.#fullest.get(window) ?? 0));
      if (used > window.limit) this.excesses.push(`${used} a ${window.per} at ${new Date(atMs).toISOString()}`);
    }
  }

  used(window: QuotaWindow, atMs: number): number {
    const fromMs = countsFromMs(window, atMs);
    let used = 0;
    for (let i = this.#met.length - 1; (this.#met[i]?.atMs ?? -1) >= fromMs; i -= 1) used += this.#met[i]?.count ?? 0;
    return used;
  }

  /** The most that each window ever held. */
  fullest(): readonly number[] {
    return this.#windows.map((window) => this.#fullest.get(window) ?? 0);
  }
}
