import type { QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { startMs, windowKey } from '../../../../core/src/io/quota/quota-window.ts';

/** A booking as the plainest possible bookkeeping has it. */
interface Booking {
  readonly units: number;
  readonly leaseMs: number;
  leaseUntilMs: number;
  begun: boolean;
  /** Ended = the lease is known to have run out. */
  state: 'open' | 'ended' | 'done';
  /** When it was made, as far as known: twice for a request begun that came back after its lease. */
  readonly madeMs: number[];
}

/** Every booking ever made, gone through for every question. For one run, and a clock that only goes on. */
export class LedgerModel {
  readonly #bookings = new Map<string, Booking>();

  add(reservation: string, units: number, { nowMs, leaseMs }: { nowMs: number; leaseMs: number }): void {
    const booking: Booking = { units, leaseMs, leaseUntilMs: nowMs + leaseMs, begun: false, state: 'open', madeMs: [] };
    this.#bookings.set(reservation, booking);
  }

  begin(reservation: string, nowMs: number): boolean {
    const booking = this.#bookings.get(reservation);
    if (booking?.state !== 'open') return false;
    booking.begun = true;
    booking.leaseUntilMs = nowMs + booking.leaseMs;
    return true;
  }

  settle(reservation: string, nowMs: number): void {
    const booking = this.#bookings.get(reservation);
    if (booking !== undefined && booking.state !== 'done') booking.madeMs.push(nowMs);
    if (booking !== undefined) booking.state = 'done';
    this.pass(nowMs);
  }

  release(reservation: string): void {
    const booking = this.#bookings.get(reservation);
    if (booking !== undefined) booking.state = 'done';
  }

  /** Whether the lease has run out so long ago that the ledger may have forgotten the booking. */
  isForgotten(reservation: string, nowMs: number): boolean {
    return (this.#bookings.get(reservation)?.leaseUntilMs ?? 0) < nowMs - 86_400_000;
  }

  /** Leases run out; what was begun counts as made then. */
  pass(nowMs: number): void {
    for (const booking of this.#bookings.values())
      if (booking.state === 'open' && booking.leaseUntilMs <= nowMs) {
        booking.state = 'ended';
        if (booking.begun) booking.madeMs.push(booking.leaseUntilMs);
      }
  }

  used(window: QuotaWindow, nowMs: number): number {
    const fromMs = startMs(windowKey(window), nowMs);
    const times = ({ state, madeMs }: Booking): number =>
      (state === 'open' ? 1 : 0) + madeMs.filter((atMs) => atMs >= fromMs).length;
    return [...this.#bookings.values()].reduce((sum, booking) => sum + times(booking) * booking.units, 0);
  }
}
