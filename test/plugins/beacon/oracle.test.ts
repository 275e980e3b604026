import { readCsv } from '@pivotkit/core';
import { beacon } from '@pivotkit/plugin-beacon';
import { describe, expect, test } from 'vitest';
import { hasOracle, oracleFolder, oracleJson, oracleText } from '../../support/oracle.ts';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(beacon);

interface PeerEdge {
  readonly p_value: number;
  readonly dominant_interval: number;
}

const detect = async (name: string, column: string) => {
  const table = readCsv(oracleText(name, 'input.csv') || `${column},timestamp\n`, { types: { timestamp: 'number' } });
  const options = { groupBy: [column], timeColumn: 'timestamp' };
  return new Map((await run(table, 'beacon.detect', options)).toRows().map((row) => [row[column], row]));
};

const made = 'polling';

describe.skipIf(!hasOracle(made))(`edges made up (needs ${oracleFolder}/${made})`, async () => {
  const found = await detect(made, 'edge');
  const peer = oracleJson<{ per_edge: Readonly<Record<string, PeerEdge>> }>(made).per_edge ?? {};

  test.each([
    ['beacon60', 60],
    ['beacon60_jitter5', 60],
    ['beacon300', 300],
    ['beacon30_half_lost', 30],
    ['beacon60_plus_noise', 60],
    ['short_window_beacon60', 60],
  ])('%s: the period it was made with, where the peer has it or a harmonic', (edge, period) => {
    const row = found.get(edge);
    expect(row?.['isBeacon']).toBe(true);
    expect(Math.abs(Number(row?.['period']) / period - 1)).toBeLessThan(0.01);
    expect(peer[edge]!.p_value).toBeLessThan(0.001);
    expect(period / peer[edge]!.dominant_interval).toBeCloseTo(Math.round(period / peer[edge]!.dominant_interval), 1);
  });

  test.each(['random_poisson_20', 'random_poisson_200', 'short_window_random', 'three_points', 'two_points'])(
    '%s: none, as the peer',
    (edge) => {
      expect(found.get(edge)?.['isBeacon']).toBe(false);
      expect(peer[edge]!.p_value).toBeGreaterThan(0.001);
    },
  );

  test('burst: none, where the peer has a p-value of 0', () => {
    expect([found.get('burst')?.['isBeacon'], peer['burst']!.p_value]).toEqual([false, 0]);
  });
});

interface PeerG {
  readonly pxx: readonly number[];
  readonly statistic: number;
  readonly exclude_pi: boolean;
  readonly p_value: number;
}

/** The chance that the greatest of n parts is above g, in as many terms (Fisher 1929, Proc. R. Soc. A 125, 54–59: 1 / g). */
function fisher(n: number, g: number, terms: number): number {
  let [sum, choose] = [0, 1];
  for (let k = 1; k <= terms; k++) {
    choose *= (n - k + 1) / k;
    sum += (k % 2 === 1 ? 1 : -1) * choose * (1 - k * g) ** (n - 1);
  }
  return sum;
}

/** Why p-values are not those of the peer: its own ask of a spectrum whether its peak is more than noise has. */
test.skipIf(!hasOracle(made))(`the peer's p-values are Fisher's less one term (needs ${oracleFolder}/${made})`, () => {
  const short = (oracleJson<{ g_test?: readonly PeerG[] }>(made).g_test ?? []).filter(({ pxx }) => pxx.length <= 8);
  expect(short.length).toBe(6);
  for (const { pxx, exclude_pi: isShorter, statistic, p_value: value } of short)
    expect(fisher(pxx.length - (isShorter ? 1 : 0), statistic, Math.floor(1 / statistic) - 1)).toBeCloseTo(value, 10);
});

const flows = 'polling-aznetflows';

describe.skipIf(!hasOracle(flows))(`flows of a day (needs ${oracleFolder}/${flows})`, async () => {
  const found = await detect(flows, 'edges');
  const peer = oracleJson<Readonly<Record<string, PeerEdge>>>(flows);

  test.each(['10.0.3.5::13.71.172.128', '10.0.3.5::13.71.172.130'])('%s: the hour that the peer has, too', (edge) => {
    expect(found.get(edge)?.['isBeacon']).toBe(true);
    expect(Math.abs(Number(found.get(edge)?.['period']) / peer[edge]!.dominant_interval - 1)).toBeLessThan(0.01);
  });

  test.each(['10.0.3.5::65.55.44.109', '10.0.3.5::65.55.44.108', '10.0.3.5::40.77.228.69'])(
    '%s: an hour, of which the peer has a harmonic',
    (edge) => {
      expect(found.get(edge)?.['isBeacon']).toBe(true);
      expect(Math.abs(Number(found.get(edge)?.['period']) / 3_600 - 1)).toBeLessThan(0.01);
      expect(peer[edge]!.dominant_interval).toBeLessThan(200);
    },
  );

  test('edges with one event have an answer, where the peer raises', () => {
    expect(found.get('10.0.3.5::13.82.152.48')).toMatchObject({ events: 1, isBeacon: false, pValue: null });
  });
});
