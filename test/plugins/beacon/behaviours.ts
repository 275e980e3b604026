/**
 * Trains of events as documented behaviours make them, of which it is known whether they come round and how often. Written
 * apart from labelled-set.ts, by which thresholds were chosen: no code and no random numbers are shared.
 *
 * Waits of implants: Cobalt Strike user guide ("sleep 300 20": between 240 and 300 s after each check-in); Sliver, beacon
 * interval and jitter (the interval and up to the jitter more); Mythic agents (interval ± percent); all read 2026-11-28.
 * `RandomizedDelaySec` and twice a day of apt: systemd.timer(5) and apt-daily.timer of Debian; 64 to 1,024 s: NTP, RFC 5905.
 */
export interface Behaviour {
  readonly name: string;
  /** Seconds that a right answer may name as period; none: nothing comes round. */
  readonly periods: readonly number[];
  /** Whether both answers are right, "no rhythm" and one of the periods. */
  readonly isEither?: boolean;
  readonly times: Float64Array;
}

type Random = () => number;

/** Mulberry32 (Tommy Ettinger 2017). */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const day = 86_400;
const hour = 3_600;
/** A Monday. */
const monday = Date.UTC(2026, 1, 2) / 1_000;

interface Made {
  readonly times: readonly number[];
  readonly periods?: readonly number[];
  readonly isEither?: boolean;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const oneOf = <T>(random: Random, first: T, ...rest: readonly T[]): T =>
  rest[Math.floor(random() * (rest.length + 1))] ?? first;
const exponential = (random: Random, mean: number): number => -mean * Math.log(1 - random());
/** Sum of twelve (central limit), so that no code is shared with what is measured. */
const gaussian = (random: Random): number => Array.from({ length: 12 }, random).reduce((sum, part) => sum + part, -6);

/** Moments one `wait` after the other, from a moment in the first day. */
function walk(random: Random, count: number, wait: (now: number) => number): number[] {
  const times = [monday + between(random, 0, day)];
  while (times.length < count) times.push(times[times.length - 1]! + wait(times[times.length - 1]!));
  return times;
}

const checkIns = (random: Random): number => Math.floor(between(random, 40, 400));
/** What an agent needs to say hello, beside its sleep. */
const latency = (random: Random): number => between(random, 0.05, 0.6);

function cobaltStrike(random: Random): Made {
  const sleep = oneOf(random, 10, 30, 60, 120, 300, 900, 3_600);
  const jitter = oneOf(random, 0, 0.1, 0.2, 0.37, 0.5);
  return { periods: [sleep * (1 - jitter / 2) + 0.3], times: walk(random, checkIns(random), () => sleep * (1 - jitter * random()) + latency(random)) }; // prettier-ignore
}

function sliver(random: Random): Made {
  const interval = oneOf(random, 5, 30, 60, 300, 1_800);
  const jitter = interval * oneOf(random, 0.1, 0.25, 0.5);
  return { periods: [interval + jitter / 2 + 0.3], times: walk(random, checkIns(random), () => interval + jitter * random() + latency(random)) }; // prettier-ignore
}

function mythic(random: Random): Made {
  const interval = oneOf(random, 10, 45, 60, 600, 2_700);
  const jitter = oneOf(random, 0.1, 0.23, 0.4);
  return { periods: [interval + 0.3], times: walk(random, checkIns(random), () => interval * (1 + jitter * (2 * random() - 1)) + latency(random)) }; // prettier-ignore
}

function schedule(random: Random): Made {
  const every = oneOf(random, 60, 300, 600, 900, hour, 6 * hour);
  const delay = between(random, 0.5, 6);
  const start = monday + every * Math.floor(between(random, 0, 20));
  return { periods: [every], times: Array.from({ length: Math.floor(between(random, 24, 300)) }, (_, i) => start + i * every + delay * random()) }; // prettier-ignore
}

const isWorkingHour = (time: number): boolean => {
  const days = Math.floor((time - monday) / day);
  const hours = ((time - monday) % day) / hour;
  return days % 7 < 5 && hours >= 8 && hours < 18;
};

function workingHours(random: Random): Made {
  const sleep = oneOf(random, 300, 600, 900, 1_800);
  const jitter = oneOf(random, 0.1, 0.2, 0.3);
  const days = Math.floor(between(random, 4, 11));
  const times: number[] = [];
  for (let now = monday + 8 * hour; now < monday + days * day; now += sleep * (1 - jitter * random()))
    if (isWorkingHour(now)) times.push(now);
    else while (!isWorkingHour(now) && now < monday + days * day) now += sleep;
  return { periods: [sleep * (1 - jitter / 2)], times };
}

function changingSleep(random: Random): Made {
  const sleeps = oneOf(random, [5, 60], [60, 300], [300, 60, 900], [30, 120], [600, 3_600]);
  const jitter = oneOf(random, 0, 0.1, 0.2);
  const each = Math.floor(between(random, 40, 120));
  const times = walk(random, 1, () => 0);
  for (const sleep of sleeps)
    for (let i = 0; i < each; i++) times.push(times[times.length - 1]! + sleep * (1 - jitter * random()));
  return { periods: sleeps.map((sleep) => sleep * (1 - jitter / 2)), times };
}

function severalConnections(random: Random): Made {
  const sleep = oneOf(random, 60, 120, 300, 900);
  const jitter = oneOf(random, 0, 0.1, 0.3);
  const most = Math.floor(between(random, 2, 7));
  const wakes = walk(random, Math.floor(between(random, 40, 200)), () => sleep * (1 - jitter * random()));
  return { periods: [sleep * (1 - jitter / 2)], times: wakes.flatMap((wake) => Array.from({ length: 1 + Math.floor(random() * most) }, () => wake + 3 * random())) }; // prettier-ignore
}

function sensorOutages(random: Random): Made {
  const { times, periods = [] } = cobaltStrike(random);
  const span = times[times.length - 1]! - times[0]!;
  const gaps = Array.from(
    { length: 3 },
    () => [times[0]! + span * random(), span * between(random, 0.03, 0.12)] as const,
  );
  const loss = between(random, 0.02, 0.15);
  return { periods, times: times.filter((time) => random() >= loss && gaps.every(([from, long]) => time < from || time > from + long)) }; // prettier-ignore
}

function asleepAtNight(random: Random): Made {
  const sleep = oneOf(random, 60, 300, 900, 1_800);
  const jitter = oneOf(random, 0, 0.2, 0.37);
  const days = sleep < 300 ? 3 : Math.floor(between(random, 4, 10));
  const times: number[] = [];
  for (let i = 0; i < days; i++) {
    const off = monday + i * day + between(random, 16, 20) * hour;
    for (let now = monday + i * day + between(random, 7, 10) * hour; now < off; now += sleep * (1 - jitter * random()))
      times.push(now);
  }
  return { periods: [sleep * (1 - jitter / 2)], times };
}

function amongOthers(random: Random): Made {
  const sleep = oneOf(random, 60, 300, 600);
  const jitter = oneOf(random, 0, 0.1, 0.2);
  const own = walk(random, Math.floor(between(random, 100, 300)), () => sleep * (1 - jitter * random()));
  const span = own[own.length - 1]! - own[0]!;
  const others = Array.from({ length: Math.floor(own.length * between(random, 0.1, 0.5)) }, () => own[0]! + span * random()); // prettier-ignore
  return { periods: [sleep * (1 - jitter / 2)], times: [...own, ...others] };
}

function benignPolling(random: Random): Made {
  const every = oneOf(random, 30, 60, 64, 128, 300, 1_024, 1_800);
  const delay = between(random, 0.01, 0.03) * every;
  return { periods: [every], times: walk(random, Math.floor(between(random, 60, 600)), () => every + delay * (random() - 0.5)) }; // prettier-ignore
}

const poisson = (random: Random): Made => {
  const mean = 10 ** between(random, 1, 3.5);
  return { times: walk(random, Math.floor(between(random, 30, 500)), () => exponential(random, mean)) };
};

/** Days of work with sittings, pages with what they load, and time to read. */
function browsing(random: Random): Made {
  const times: number[] = [];
  for (let i = 0; i < Math.floor(between(random, 2, 9)); i++)
    for (let sitting = 0; sitting < 1 + Math.floor(random() * 5); sitting++) {
      let now = monday + i * day + between(random, 8, 19) * hour;
      for (let page = 0; page < 1 + Math.floor(random() * 12); page++) {
        for (let part = 0; part < 1 + Math.floor(random() * 6); part++) times.push(now + exponential(random, 1.5));
        now += Math.exp(3.4 + 1.1 * gaussian(random));
      }
    }
  return { times };
}

function pareto(random: Random): Made {
  const [shape, least] = [between(random, 0.8, 1.6), between(random, 1, 60)];
  return { times: walk(random, Math.floor(between(random, 30, 400)), () => least * Math.min(1e4, (1 - random()) ** (-1 / shape))) }; // prettier-ignore
}

/** Twice a day, each at any time within the twelve hours that follow. */
const updater = (random: Random): Made => ({
  times: Array.from({ length: Math.floor(between(random, 20, 90)) }, (_, i) => monday + (i + random()) * 12 * hour),
});

const fewEvents = (random: Random): Made => {
  const spread = between(random, 0.8, 2);
  return { times: walk(random, Math.floor(between(random, 4, 16)), () => Math.exp(6 + spread * gaussian(random))) };
};

/** Every night at about the same time, for a while: who says "a day" is right, who says nothing, too. */
function backups(random: Random): Made {
  const at = between(random, 0, 6) * hour;
  const times: number[] = [];
  for (let i = 0; i < Math.floor(between(random, 7, 22)); i++) {
    let now = monday + i * day + at + 1_800 * random();
    for (const end = now + between(random, 600, 3_000); now < end; now += exponential(random, 30)) times.push(now);
  }
  return { times, periods: [day], isEither: true };
}

/** Sent when a buffer is full, which fills faster or slower as the day goes and at random. */
function flushOnSize(random: Random): Made {
  const [fill, phase] = [between(random, 20, 900), random() * 2 * Math.PI];
  let drift = 0;
  const wait = (now: number): number => {
    drift = 0.9 * drift + 0.35 * gaussian(random);
    return fill * Math.exp(drift + 0.8 * Math.sin(phase + (2 * Math.PI * now) / day));
  };
  return { times: walk(random, Math.floor(between(random, 50, 500)), wait) };
}

/** Failures at any time, after each of which it is tried again after 1, 2, 4, 8 … s. */
function backOff(random: Random): Made {
  const failures = walk(random, Math.floor(between(random, 6, 40)), () => exponential(random, 4 * hour));
  return { times: failures.flatMap((start) => Array.from({ length: 2 + Math.floor(random() * 6) }, (_, i) => start + (2 ** i - 1) * (1 + 0.1 * random()))) }; // prettier-ignore
}

const rhythms = {
  'Cobalt Strike: sleep, up to 50 % shorter': cobaltStrike,
  'Sliver: interval and up to 50 % more': sliver,
  'Mythic: interval ± up to 40 %': mythic,
  'fixed schedule': schedule,
  'working hours only': workingHours,
  'changing sleep': changingSleep,
  'several connections each time': severalConnections,
  'sensor drops out': sensorOutages,
  'machine asleep at night': asleepAtNight,
  'among other traffic': amongOthers,
  'polling by benign software': benignPolling,
};

const others = {
  Poisson: poisson,
  browsing: browsing,
  'Pareto waits': pareto,
  'updater with random delay': updater,
  'few events': fewEvents,
  'backup once a day': backups,
  'log flushed on size': flushOnSize,
  'retries with back-off': backOff,
};

export const rhythmNames = Object.keys(rhythms);
export const otherNames = Object.keys(others);

/** `each` trains of every behaviour, in whole seconds; the numbers of each depend on the seed and its place alone. */
export function behaviours(seed: number, each: number): Behaviour[] {
  return Object.entries({ ...rhythms, ...others }).flatMap(([name, make], kind) =>
    Array.from({ length: each }, (_, i) => {
      const { times, periods = [], isEither = false } = make(randomOf(seed * 1_000_003 + kind * 10_007 + i * 101));
      return { name, periods, isEither, times: Float64Array.from(times, Math.floor).sort() };
    }),
  );
}
