import { seededRandom, type Random } from '@pivotkit/core';

/** A train of events of which it is known what it is. */
export interface Labelled {
  readonly kind: string;
  /** Seconds; undefined: no beacon. */
  readonly period?: number;
  readonly jitter: number;
  readonly loss: number;
  readonly times: Float64Array;
}

export const periods = [10, 60, 300, 900, 3_600, 14_400, 86_400] as const;
export const jitters = [0, 0.1, 0.2, 0.3] as const;
export const losses = [0, 0.1, 0.2, 0.3] as const;

/**
 * Beacons of all periods, jitters and losses, `each` times: waiting a period made up to that part longer or shorter
 * (delays add up), or on a grid with that delay; loss strikes of so many check-ins. Events carry whole seconds, as most logs do.
 */
export function beacons(seed: number, each: number, checkIns: number): Labelled[] {
  const random = seededRandom(seed);
  const sets: Labelled[] = [];
  for (const period of periods)
    for (const jitter of jitters)
      for (const loss of losses)
        for (let i = 0; i < each; i++) {
          const kind = i % 2 === 0 ? 'waiting' : 'grid';
          sets.push({ kind, period, jitter, loss, times: beacon(random, { period, jitter, loss, kind, checkIns }) });
        }
  return sets;
}

interface Habit {
  readonly period: number;
  readonly jitter: number;
  readonly loss: number;
  readonly kind: string;
  readonly checkIns: number;
}

function beacon(random: Random, { period, jitter, loss, kind, checkIns }: Habit): Float64Array {
  const times: number[] = [];
  let now = 1_767_225_600 + random() * 86_400;
  for (let i = 0; i < checkIns; i++) {
    const late = jitter * period * (2 * random() - 1);
    now += kind === 'waiting' ? period + late : period;
    if (random() >= loss) times.push(Math.floor(kind === 'waiting' ? now : now + late));
  }
  return Float64Array.from(times).sort();
}

/** What is no beacon: events at any time; visits with pauses; bursts of a page load; working days; few events. */
export function others(seed: number, each: number): Labelled[] {
  const random = seededRandom(seed);
  const makers: Readonly<Record<string, () => number[]>> = {
    'at any time': () => trainOf(30 + random() * 200, () => -Math.log(1 - random()) * 300),
    'visits with pauses': () => trainOf(30 + random() * 200, () => Math.exp(4 + 1.6 * normal(random))),
    'bursts of page loads': () =>
      trainOf(5 + random() * 25, () => -Math.log(1 - random()) * 3_600).flatMap((start) =>
        Array.from({ length: 2 + Math.floor(random() * 12) }, () => start + random() * 8),
      ),
    'working days': () =>
      Array.from({ length: 200 }, () => 86_400 * Math.floor(random() * 10) + 28_800 + 32_400 * random()),
    'few events': () => trainOf(8 + random() * 8, () => -Math.log(1 - random()) * 1_000),
  };
  return Object.entries(makers).flatMap(([kind, make]) =>
    Array.from({ length: each }, () => ({
      kind,
      jitter: 0,
      loss: 0,
      times: Float64Array.from(make(), Math.floor).sort(),
    })),
  );
}

function trainOf(count: number, wait: () => number): number[] {
  const times: number[] = [];
  let now = 0;
  for (let i = 0; i < count; i++) times.push((now += wait()));
  return times;
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
