import {
  baseUrlAt,
  definePivot,
  definePlugin,
  found,
  get,
  httpLookup,
  httpProvider,
  number,
  text,
  type Plugin,
} from '@pivotkit/core';
import { Dns, FileHash, IpAddress, Url, type Entity } from '@pivotkit/entities';
import { startSimulator, type SimulatedReply, type Simulator } from '@pivotkit/testkit';
import { ti } from '@pivotkit/plugin-ti';
import { z } from 'zod';

interface State {
  readonly baseUrl: string;
}

/** A plugin for a simulated service: `/report/<key>` answers with a score from 0 to 100, 50 and more is malicious. */
export function httpSource(name: string) {
  const provider = httpProvider<State>({
    name: `Http ${name}`,
    baseUrl: 'https://source.example.com',
    hosts: ['source.example.com'],
    configuredBaseUrl: ({ baseUrl }) => baseUrl,
    notFound: [404],
  });
  return definePlugin({
    name,
    version: '1.0.0',
    description: 'A source over HTTP',
    config: z.strictObject({ baseUrl: baseUrlAt(['source.example.com']) }),
    setup: (_, config): State => config,
    pivots: [
      definePivot({
        name: `${name}.report`,
        description: 'What the source thinks',
        from: [IpAddress, Dns, Url, FileHash],
        rowsPerInput: 'at-most-one',
        columns: { score: number('Score', { range: [0, 100] }), label: text('Label') },
        facets: {
          reputation: ({ score, label }) => ({
            judgement: score >= 50 ? 'malicious' : 'benign',
            severity: score >= 50 ? 'high' : 'information',
            score,
            scale: [0, 100],
            reliability: 'B',
            reasons: [label],
            details: { label },
            reference: `https://source.example.com/${label}`,
          }),
        },
        sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
        limits: { concurrent: 4, timeoutMs: 5_000 },
        lookup: httpLookup({
          provider,
          request: (input: Entity) => get`/report/${input.key}`,
          reply: z.object({ score: z.number(), label: z.string() }),
          map: ({ score, label }) => found({ score, label }),
        }),
      }),
    ],
  });
}

/** A service that knows some keys. */
export const startSource = (
  scores: Readonly<Record<string, number>>,
  reply: (known: SimulatedReply) => SimulatedReply | Promise<SimulatedReply> = (known) => known,
): Promise<Simulator> =>
  startSimulator({
    routes: [
      {
        path: '/report/:key',
        reply: ({ params: { key = '' } }) => {
          const score = scores[key];
          return reply(score === undefined ? { status: 404, json: {} } : { json: { score, label: key } });
        },
      },
    ],
  });

/**
 * The plugin and the sources of a test. Sources made at run time have no names that the compiler knows, and would hide
 * those of the plugin from it.
 */
export const withSources = (sources: readonly Plugin[]) => [ti, ...sources] as unknown as readonly [typeof ti];
