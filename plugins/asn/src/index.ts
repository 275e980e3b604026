import {
  definePivot,
  definePlugin,
  noteOf,
  resultOfError,
  statusText,
  type Call,
  type LookupResult,
} from '@pivotkit/core';
import { AutonomousSystem, IpAddress } from '@pivotkit/entities';
import { askInBulk } from './bulk.ts';
import { askByDns, askHolder } from './by-dns.ts';
import { columns, holderColumns, type Row } from './columns.ts';
import { config, stateOf, type State } from './config.ts';

type AsnCall = Call<unknown, State>;

const hour = 3_600_000;

/** Which autonomous system announces the network of an address. Rows: n → n, order kept. */
export const asnPivot = definePivot({
  name: 'asn',
  description: 'The autonomous system that announces the network of an address, with name, country and registry',
  from: [IpAddress],
  shortcut: 'whoisAsn',
  rowsPerInput: 'at-most-one',
  columns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Team Cymru' },
  // The data are renewed every 4 hours.
  limits: { batch: 1_000, concurrent: 1, timeoutMs: 60_000, cache: { found: 4 * hour, notFound: 4 * hour } },
  cost: 'free; one connection for 1,000 addresses',
  examples: ["await IpAddress.asn('8.8.8.8')", "await IpAddress.asn(flows, { column: 'SourceIP' })"],
  lookup: async (inputs, call: AsnCall) => {
    let results: LookupResult<Row>[] = [];
    for (const [i, source] of call.state.sources.entries())
      results = i === 0 ? await ask(source, inputs, call) : await fillGaps(results, source, { inputs, call });
    return results;
  },
});

/** Who holds an autonomous system. Rows: n → n, order kept. */
export const holderPivot = definePivot({
  name: 'asn.holder',
  description: 'Name, country and registry of an autonomous system',
  from: [AutonomousSystem],
  rowsPerInput: 'at-most-one',
  columns: holderColumns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: 'Team Cymru' },
  limits: { concurrent: 20, timeoutMs: 60_000, cache: { found: 24 * hour, notFound: 4 * hour } },
  cost: 'free; one question by DNS for each',
  examples: ["await AutonomousSystem.asn.holder('AS15169')"],
  lookup: (inputs, call: AsnCall) => Promise.all(inputs.map((input) => askHolder(input, call))),
});

/** Never throws but where the run ends: what fails is the status of all. */
async function ask(source: 'bulk' | 'dns', inputs: readonly IpAddress[], call: AsnCall): Promise<LookupResult<Row>[]> {
  try {
    return await (source === 'bulk' ? askInBulk(inputs, call) : askByDns(inputs, call));
  } catch (error) {
    call.signal.throwIfAborted();
    const result = resultOfError(error, 'Team Cymru');
    return inputs.map(() => result);
  }
}

interface Question {
  readonly inputs: readonly IpAddress[];
  readonly call: AsnCall;
}

/** Asks again, another way, about what failed; where that fails too, the first failure stays. */
async function fillGaps(
  results: readonly LookupResult<Row>[],
  source: 'bulk' | 'dns',
  { inputs, call }: Question,
): Promise<LookupResult<Row>[]> {
  const open = inputs.filter((_, i) => !isAnswer(results[i]));
  if (open.length === 0) return [...results];
  const again = new Map((await ask(source, open, call)).map((result, i) => [open[i]?.key, result]));
  return results.map((result, i) => {
    const second = again.get(inputs[i]?.key);
    return isAnswer(second) ? second : result;
  });
}

const isAnswer = (result: LookupResult<Row> | undefined): result is LookupResult<Row> =>
  result?.status === 'found' || result?.status === 'not-found';

/** Autonomous systems of addresses, and who holds them, from Team Cymru. */
export const asn = definePlugin({
  name: 'asn',
  version: '0.1.0',
  description: 'Autonomous systems of addresses, from the routing table as Team Cymru sees it',
  config,
  setup: (_host, settings): State => stateOf(settings),
  check: async (state, { tcp, dns, signal }) => {
    const address = IpAddress.create('8.8.8.8');
    const [source] = state.sources;
    try {
      const [result] =
        source === 'dns'
          ? await askByDns([address], { dns, signal, state })
          : await askInBulk([address], { tcp, signal, state });
      const detail = result === undefined ? 'no answer' : (noteOf(result) ?? statusText(result));
      return { ok: result?.status === 'found', detail: `Team Cymru by ${source ?? 'bulk'}: ${detail}` };
    } catch (error) {
      const result = resultOfError(error, 'Team Cymru');
      return {
        ok: false,
        detail: noteOf(result) ?? statusText(result),
        advice: 'Port 43 may be closed; try `sources: [dns]`.',
      };
    }
  },
  pivots: [asnPivot, holderPivot],
});
