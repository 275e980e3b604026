import type { QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { startMs, windowKey } from '../../../../core/src/io/quota/quota-window.ts';

/** A booking as the plainest possible bookkeeping has it. */
interface Booking {
  readonly units: number;
  readonly leaseMs: number;
  leaseUntilMs: number;
  begun: boolean;
  state: 'open' | 'made' | 'gone';
  madeMs: number;
}

/** Every booking ever made, gone through for every question. For one run, and a clock that only goes on. */
export class LedgerModel {
  readonly #bookings = new Map<string, Booking>();

  add(reservation: string, units: number, { nowMs, leaseMs }: { nowMs: number; leaseMs: number }): void {
    const booking: Booking = { units, leaseMs, leaseUntilMs: nowMs + leaseMs, begun: false, state: 'open', madeMs: 0 };
    this.#bookings.set(reservation, booking);
  }

  begin(reservation: string, nowMs: number): boolean {
    const booking = this.#bookings.get(reservation);
    if (booking?.state !== 'open' || booking.leaseUntilMs <= nowMs) return false;
    booking.begun = true;
    booking.leaseUntilMs = nowMs + booking.leaseMs;
    return true;
  }

  settle(reservation: string, nowMs: number): void {
    const booking = this.#bookings.get(reservation);
    if (booking?.state !== 'open') return;
    booking.state = 'made';
    booking.madeMs = nowMs;
  }

  release(reservation: string): void {
    const booking = this.#bookings.get(reservation);
    if (booking?.state === 'open') booking.state = 'gone';
  }

  /** Whether the lease has run out so long ago that the ledger may have forgotten the booking. */
  isForgotten(reservation: string, nowMs: number): boolean {
    return (this.#bookings.get(reservation)?.leaseUntilMs ?? 0) < nowMs - 86_400_000;
  }

  /** Leases that have run out: begun ones count as made then. Those not begun may still be settled. */
  pass(nowMs: number): void {
    for (const booking of this.#bookings.values())
      if (booking.state === 'open' && booking.begun && booking.leaseUntilMs <= nowMs) {
        booking.state = 'made';
        booking.madeMs = booking.leaseUntilMs;
      }
  }

  used(window: QuotaWindow, nowMs: number): number {
    const fromMs = startMs(windowKey(window), nowMs);
    return [...this.#bookings.values()]
      .filter(({ state, madeMs, leaseUntilMs }) =>
        state === 'open' ? leaseUntilMs > nowMs : state === 'made' && madeMs >= fromMs,
      )
      .reduce((sum, { units }) => sum + units, 0);
  }
}
