/** One way of doing a thing. `check` gives a number that must be equal for all ways. */
export interface Way {
  run(): unknown;
  readonly check?: (result: never) => number | Promise<number>;
}

/**
 * Runs all ways in turn, `rounds` times after one round to warm up, and prints the median of each and its ratio to the
 * first. Ways take turns so that a slow second of the machine hits all of them.
 */
export async function compare(
  title: string,
  ways: readonly (Way & { readonly name: string })[],
  rounds = 7,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, run } of ways) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  const medians = new Map(Array.from(times, ([name, values]) => [name, median(values)]));
  const [base = NaN] = medians.values();
  console.log(`\n${title}`);
  for (const [name, time] of medians) {
    console.log(`  ${name.padEnd(44)} ${time.toFixed(1).padStart(9)} ms ${(time / base).toFixed(1).padStart(7)} ×`);
  }
  return medians;
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Connections between addresses, as columns. */
export function flowColumns(size: number, addresses: readonly string[]) {
  const random = seededRandom(1);
  const pick = (): string => addresses[Math.floor(random() * addresses.length)] ?? '';
  return {
    ip: Array.from({ length: size }, pick),
    host: Array.from({ length: size }, () => `host-${Math.floor(random() * 500)}`),
    bytes: Float64Array.from({ length: size }, () => Math.floor(random() * 1_000_000)),
    port: Float64Array.from({ length: size }, () => Math.floor(random() * 65_536)),
    at: Float64Array.from({ length: size }, () => 1_767_225_600_000 + Math.floor(random() * 86_400_000)),
  };
}

export const addressList = (size: number): string[] =>
  Array.from({ length: size }, (_, i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`);

/** What is known of each address, as columns. */
export function ownerColumns(addresses: readonly string[]) {
  return {
    ip: [...addresses],
    country: addresses.map((_, i) => `C${i % 200}`),
    asn: Float64Array.from(addresses, (_, i) => i + 1),
    owner: addresses.map((_, i) => `Owner ${i % 3_000}`),
  };
}
