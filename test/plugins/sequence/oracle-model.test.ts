import { SequenceModel, type SessionEvent } from '@pivotkit/plugin-sequence';
import { describe, expect, test } from 'vitest';
import { hasOracle, oracleFolder, oracleJson } from '../../support/oracle.ts';

const handmade = 'anomseq-handmade';
type Sessions = readonly (readonly SessionEvent[])[];
type Counted = Readonly<Record<string, number>>;
type Pairs = Readonly<Record<string, Counted>>;

interface Trained {
  readonly raw_seq1_counts: Counted;
  readonly raw_seq2_counts: Pairs;
  readonly setof_params_cond_cmd_geo_False?: readonly SetOfParams[];
  readonly setof_params_cond_cmd_geo_True?: readonly SetOfParams[];
  readonly session_likelihoods: { readonly start_end: readonly number[] };
}

type SetOfParams = readonly [command: string, params: readonly string[], probability: number];

interface Unseen {
  readonly window: readonly string[];
  readonly start: boolean;
  readonly end: boolean;
  readonly likelihood: number;
}

const [startToken, endToken] = ['##START##', '##END##'];
const pairsOf = (table: Pairs): string[] =>
  Object.entries(table).flatMap(([left, row]) => Object.entries(row).map(([right, n]) => `${left} → ${right}: ${n}`));
const written = (pairs: readonly (readonly [string, string, number])[]): string[] =>
  pairs.map(([left, right, n]) => `${left} → ${right}: ${n}`);

describe.skipIf(!hasOracle(handmade))(`what a model holds (needs ${oracleFolder}/${handmade})`, () => {
  const inputs = oracleJson<Readonly<Record<string, Sessions>>>(handmade, 'input.json');
  const expected = oracleJson<Readonly<Record<string, Trained>>>(handmade);
  const unseen = oracleJson<{ unseen_windows_cmds_small: Unseen[] }>(handmade).unseen_windows_cmds_small ?? [];
  const named = (name: string): { sessions: Sessions; peer: Trained } => ({
    sessions: inputs[name] ?? [],
    peer: expected[name]!,
  });

  test.each(Object.keys(inputs))('%s: the counts before smoothing', (name) => {
    const { sessions, peer } = named(name);
    const model = SequenceModel.train(sessions).toJSON();
    const tokens = [startToken, endToken].map((token): [string, number] => [token, model.sessions]);
    expect(Object.fromEntries([...model.commands, ...tokens])).toEqual(peer.raw_seq1_counts);
    const steps = [
      ...written(model.transitions),
      ...model.starts.map(([to, n]) => `${startToken} → ${to}: ${n}`),
      ...model.ends.map(([from, n]) => `${from} → ${endToken}: ${n}`),
    ];
    expect(steps.sort()).toEqual(pairsOf(peer.raw_seq2_counts).sort());
  });

  test.each(unseen.filter(({ start, end, window }) => start === end && window.length > 0))(
    '$window of commands never seen, tokens $start',
    ({ window, start, likelihood }) => {
      const score = SequenceModel.train(named('cmds_small').sessions).score(window, { useStartEndTokens: start });
      expect(score?.sessionLikelihood).toBeCloseTo(likelihood, 14);
    },
  );

  test('a command that is called like the token for unknown ones is a command like others', () => {
    const { sessions, peer } = named('cmds_unicode_and_tokens');
    const renamed = sessions.map((session) => session.map((event) => (event === '##UNK##' ? 'any other' : event)));
    const likelihoods = (of: Sessions): (number | undefined)[] => {
      const model = SequenceModel.train(of);
      return of.map((session) => model.score(session)?.sessionLikelihood);
    };
    expect(likelihoods(sessions)).toEqual(likelihoods(renamed));
    // It is not what the peer has, which counts the command twice; sessions it is in come out as more usual there.
    expect(likelihoods(sessions)[2]).toBeLessThan(peer.session_likelihoods.start_end[2] ?? 0);
  });
});

describe.skipIf(!hasOracle(handmade))(`parameters together (needs ${oracleFolder}/${handmade})`, () => {
  const sets = ['params_tests', 'params_empty', 'values_tests', 'values_modellable'];
  const inputs = oracleJson<Readonly<Record<string, Sessions>>>(handmade, 'input.json');
  const expected = oracleJson<Readonly<Record<string, Trained>>>(handmade);

  test.each(sets)('%s: as a product and as a geometric mean', (name) => {
    const { probabilities } = SequenceModel.train(inputs[name] ?? []);
    const events = (inputs[name] ?? []).flat().filter((event) => typeof event === 'object');
    const ours = (isMean: boolean): Map<string, number> =>
      new Map(
        events.map(({ name: command, params }) => {
          const entries = Array.isArray(params) ? params.map((param): [string, string] => [param, '']) : Object.entries(params); // prettier-ignore
          const list = entries.map(([param, value]) => ({ param, value: typeof value === 'string' ? value : '' }));
          const { log, factors } = probabilities.paramLikelihood({ name: command, params: list });
          return [JSON.stringify([command, list.map(({ param }) => param).sort()]), Math.exp(isMean ? log / factors : log)]; // prettier-ignore
        }),
      );
    for (const isMean of [false, true]) {
      const peer = expected[name]?.[`setof_params_cond_cmd_geo_${isMean ? 'True' : 'False'}`] ?? [];
      const found = ours(isMean);
      for (const [command, params, probability] of peer) {
        if (params.some((param) => param.includes(' --- '))) continue;
        expect([command, params, found.get(JSON.stringify([command, params]))]).toEqual([
          command,
          params,
          expect.closeTo(probability, 12),
        ]);
      }
    }
  });
});
