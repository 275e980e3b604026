import {
  definePivot,
  found,
  notSupported,
  type Call,
  type Lookup,
  type LookupResult,
  type Opinion,
  type RowInput,
} from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Unknown, Url, type Entity } from '@pivotkit/entities';
import { normalizedScore } from './aggregate.ts';
import { lookupColumns } from './columns.ts';
import type { State } from './config.ts';
import { detected, iocType, observableOf } from './observable.ts';
import { lookupOptions, type LookupOptions } from './options.ts';
import { lookupAsks, subtypeOf } from './sources.ts';
import { hear } from './strategy.ts';
import type { Voice } from './voice.ts';

type Row = RowInput<typeof lookupColumns>;

export const lookup = definePivot({
  name: 'ti.lookup',
  description: 'What each source of threat intelligence says about an address, domain, URL, file or hash',
  from: [IpAddress, Dns, Url, File, FileHash, Unknown],
  rowsPerInput: 'many',
  columns: lookupColumns,
  options: lookupOptions,
  sharing: { reaches: 'nobody' },
  asks: lookupAsks('ti.lookup'),
  examples: [
    "await IpAddress.ti.lookup('8.8.8.8')",
    "await Unknown.ti.lookup(table, { column: 'indicator', providers: ['virustotal', 'otx'] })",
  ],
  lookup: async (inputs: readonly Entity[], call: Call<LookupOptions, State>) => {
    const voices = await hear(inputs, call);
    return inputs.map((entity, i) => resultOf(entity, voices[i] ?? []));
  },
});

function resultOf(entity: Entity, voices: readonly Voice[]): LookupResult<Row> {
  return voices.length === 0 ? nobodyAsked(entity) : found(voices.map((voice) => rowOf(entity, voice)));
}

/** No source that is asked can be asked about such a thing. */
export function nobodyAsked(entity: Entity): LookupResult<never> {
  const { reason } = entity instanceof Unknown ? detected(entity) : {};
  return notSupported(reason ?? `no source that is asked can be asked about this ${observableOf(entity).kind}`);
}

function rowOf(entity: Entity, { pivot, lookup: asked, status, note, opinion }: Voice): Row {
  const { result } = asked;
  const thing = observableOf(entity);
  return {
    Ioc: entity.original ?? entity.toString(),
    IocType: iocType(entity),
    SafeIoc: asked.key ?? thing.key,
    QuerySubtype: subtypeOf(pivot),
    Provider: pivot.provider,
    Result: result.status === 'found',
    Status: peerStatus(asked),
    RawResult: rawOf(result),
    pivot: pivot.name,
    lookupStatus: status,
    note,
    askedAt: asked.askedAtMs === undefined ? null : new Date(asked.askedAtMs),
    source: asked.source ?? (asked.askedAtMs === undefined ? 'nobody' : 'asked'),
    ...opinionCells(opinion),
  };
}

type OpinionCells = Pick<Row, 'Severity' | 'judgement'> & Partial<Row>;

function opinionCells(opinion: Opinion | undefined): OpinionCells {
  if (opinion === undefined) return { Severity: 'unknown', judgement: 'unknown' };
  const normalized = normalizedScore(opinion);
  return {
    Severity: severityOf(opinion),
    Details: opinion.details,
    Reference: opinion.reference,
    judgement: opinion.judgement,
    score: opinion.score,
    scaleLow: opinion.scale?.[0],
    scaleHigh: opinion.scale?.[1],
    normalizedScore: normalized === undefined ? null : normalized * 100,
    confidence: opinion.confidence,
    reliability: opinion.reliability,
    reasons: opinion.reasons,
    formedAt: opinion.formedAt,
  };
}

const severities = { malicious: 'high', suspicious: 'warning', benign: 'information', unknown: 'unknown' } as const;

/** The source's own severity, else that of its judgement. */
const severityOf = ({ severity, judgement }: Opinion): Opinion['severity'] =>
  severity === 'unknown' ? severities[judgement] : severity;

function rawOf(result: LookupResult): Row['RawResult'] {
  if (result.status !== 'found') return null;
  const { rows } = result;
  return rows.length === 1 ? rows[0] : { rows };
}

/** The peer's number for what happened to a look-up. */
function peerStatus({ result }: Lookup): number {
  switch (result.status) {
    case 'found':
      return 0;
    case 'not-supported':
      return 1;
    case 'not-found':
      return 4;
    case 'skipped':
      return ['no-value', 'not-an-entity', 'not-public', 'not-askable'].includes(result.reason) ? 2 : 10;
    case 'failed':
    case 'throttled':
    case 'timeout':
      return 3;
  }
}
