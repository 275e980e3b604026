import {
  definePivot,
  definePlugin,
  found,
  notFound,
  number,
  text,
  type Limits,
  type LookupResult,
  type Opinion,
  type Sharing,
} from '@pivotkit/core';
import { Dns, FileHash, IpAddress, Url, type Entity, type EntityClass } from '@pivotkit/entities';

export interface Verdict {
  readonly score: number;
  readonly judgement: Opinion['judgement'];
}

export interface SourceOptions {
  /** Name of the plugin; the provider is called `Source <name>`. */
  readonly name: string;
  readonly from?: readonly EntityClass[];
  /** What it knows, by key; a function may also fail. */
  readonly knows?:
    ReadonlyMap<string, Verdict> | ((key: string) => LookupResult<Verdict> | Promise<LookupResult<Verdict>>);
  readonly sharing?: Partial<Sharing>;
  readonly limits?: Limits;
  readonly reliability?: Opinion['reliability'];
  readonly unavailable?: string;
  /** Every key it was asked about, in order. */
  readonly asked?: string[];
}

/** A plugin with one pivot whose rows fill the facet `reputation`, and that remembers what it was asked. */
export function sourcePlugin({
  name,
  from = [IpAddress, Dns, Url, FileHash],
  knows = new Map<string, Verdict>(),
  sharing = {},
  limits = {},
  reliability = 'B',
  unavailable,
  asked = [],
}: SourceOptions) {
  const answer = (key: string): LookupResult<Verdict> | Promise<LookupResult<Verdict>> => {
    asked.push(key);
    if (typeof knows === 'function') return knows(key);
    const known = knows.get(key);
    return known === undefined ? notFound() : found(known);
  };
  return definePlugin({
    name,
    version: '1.0.0',
    description: 'A source of opinions',
    pivots: [
      definePivot({
        name: `${name}.report`,
        description: 'What the source thinks',
        from,
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score', { range: [0, 100] }), judgement: text('Judgement') },
        facets: {
          reputation: ({ score, judgement }) => ({
            judgement: judgementOf(judgement),
            severity: 'unknown',
            score,
            scale: [0, 100],
            reliability,
            reasons: [`score ${score}`],
          }),
        },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: `Source ${name}`, ...sharing },
        limits,
        unavailable: () => unavailable,
        lookup: (inputs: readonly Entity[]) => Promise.all(inputs.map(async ({ key }) => answer(key))),
      }),
    ],
  });
}

const judgementOf = (text: string): Opinion['judgement'] =>
  (['malicious', 'suspicious', 'benign'] as const).find((judgement) => judgement === text) ?? 'unknown';
