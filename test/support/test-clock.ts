import type { Clock } from '@pivotkit/core';

interface Timer {
  readonly atMs: number;
  readonly act: () => void;
}

/** A clock that a test moves by hand; timers fire in order when their time has come. */
export class TestClock implements Clock {
  readonly #startMs: number;
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;
  /** Every delay that was asked for, in milliseconds. */
  readonly delaysMs: number[] = [];

  constructor(start = '2026-01-02T03:04:05.000Z') {
    this.#startMs = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#startMs + this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, act: () => void): () => void {
    const timer = { atMs: this.#elapsedMs + delayMs, act };
    this.delaysMs.push(delayMs);
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get waiting(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const endMs = this.#elapsedMs + ms;
    for (let next = this.#nextBy(endMs); next !== undefined; next = this.#nextBy(endMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.act();
    }
    this.#elapsedMs = endMs;
  }

  /** Lets what is waiting go on, again and again, until the promise settles. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      const next = this.#nextBy(Infinity);
      if (!isDone && next !== undefined) this.advance(next.atMs - this.#elapsedMs);
    }
    return done;
  }

  #nextBy(endMs: number): Timer | undefined {
    return [...this.#timers].filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  }
}
