import {
  definePivot,
  definePlugin,
  found,
  get,
  headerAuth,
  httpCheck,
  httpLookup,
  httpProvider,
  notFound,
  notSupported,
  number,
  secret,
  text,
  type Call,
  type LookupResult,
  type Pivot,
  type Plugin,
  type Secret,
} from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { columnsTable, startSimulator, type SuiteSetup } from '@pivotkit/testkit';
import { z } from 'zod';

// A provider that keeps every rule, with one part after another to be replaced by a worse one.

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl: string;
}

export const provider = httpProvider<State>({
  name: 'Example Ranks',
  baseUrl: 'https://ranks.example.com',
  hosts: ['ranks.example.com'],
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('x-key', ({ apiKey }) => apiKey),
  notFound: [404],
});

export const columns = {
  judgement: text('malicious from rank 10 on, else unknown'),
  rank: number('Place, 1 is the most popular', { range: [1, 1_000_000] }),
  ageMs: number('For how long it is known', { unit: 'milliseconds', nullWhen: 'the service does not say' }),
  reference: text('Page about it, for people', { nullWhen: 'there is none' }),
};

export interface Row {
  readonly judgement: string;
  readonly rank: number;
  readonly ageMs?: number | null;
  readonly reference?: string | null;
}

export type Lookup = (
  inputs: readonly Url[],
  call: Call<unknown, State>,
) => Promise<readonly LookupResult<Row>[]> | readonly LookupResult<Row>[];

export const reply = z.object({ rank: z.int().min(1).max(1_000_000), ageSeconds: z.number().nullish() });

export const rowOf = ({ rank, ageSeconds }: z.output<typeof reply>): Row => ({
  judgement: rank >= 10 ? 'malicious' : 'unknown',
  rank,
  ageMs: typeof ageSeconds === 'number' ? ageSeconds * 1000 : null,
  reference: `https://ranks.example.com/pages/${rank}`,
});

const goodLookup: Lookup = httpLookup({
  provider,
  request: (url: Url) => (url.scheme === 'ftp' ? notSupported('Example Ranks knows no FTP') : get`/ranks/${url.key}`),
  reply,
  map: (answer) => found(rowOf(answer)),
});

type Declared = Partial<Pick<Pivot, 'sharing' | 'limits' | 'cost' | 'examples' | 'unavailable' | 'columns'>>;

export interface Changes {
  readonly lookup?: Lookup;
  readonly declared?: Declared;
  readonly check?: Plugin['check'];
}

/** The plugin with what is changed about it. */
export function ranks({ lookup = goodLookup, declared = {}, check }: Changes = {}): Plugin {
  const pivot = definePivot({
    name: 'ranks',
    description: 'How popular a URL is',
    from: [Url],
    rowsPerInput: 'at-most-one',
    columns,
    sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
    limits: { concurrent: 4, quota: [{ per: 'minute', limit: 60 }] },
    cost: '1 request each',
    examples: ["await Url.ranks('https://www.example.com/')"],
    unavailable: ({ apiKey }: State) =>
      apiKey === undefined ? 'it needs an API key: the setting ranks.apiKey' : undefined,
    lookup,
  });
  const { check: goodCheck, ...plugin } = definePlugin({
    name: 'ranks',
    version: '1.0.0',
    description: 'Ranks of URLs',
    config: z.strictObject({ apiKey: secret().optional(), baseUrl: z.string().default('https://ranks.example.com') }),
    setup: (_host, config): State => config,
    check: httpCheck({ provider, request: () => get`/ranks/${known[0] ?? ''}`, reply }),
    // What is replaced may be wrong: that is what it is for.
    pivots: [{ ...pivot, ...declared } as typeof pivot],
  });
  return { ...plugin, check: check ?? goodCheck } as Plugin;
}

export const known = ['https://www.example.com/a', 'https://www.example.org/b?c=d'];
export const unknown = ['https://unknown.example.com/'];

const answers = new Map([
  [known[0], { rank: 7, ageSeconds: 2 }],
  [known[1], { rank: 12, ageSeconds: null }],
]);

export const readme = `# ranks\n\nPivot \`ranks\`.\n\n${columnsTable(columns)}\n`;

export const setup: SuiteSetup = {
  readme,
  service: (given) =>
    startSimulator({
      auth: { header: 'x-key', value: given.secret('apiKey') },
      routes: [
        {
          path: '/ranks/:url',
          reply: ({ params }) => {
            const answer = answers.get(params['url']);
            return answer === undefined ? { status: 404, json: { error: 'unknown' } } : { json: answer };
          },
        },
      ],
    }),
  config: ({ baseUrl, secret: keyOf }) => ({ baseUrl, apiKey: keyOf('apiKey') }),
  pivots: {
    ranks: {
      known: { Url: known },
      unknown: { Url: unknown },
      rows: { [known[0] ?? '']: { rank: 7, ageMs: 2000 } },
      endless: (_request, page) => ({ json: { rank: page, ageSeconds: 1, next: `/ranks/next?page=${page}` } }),
    },
  },
};

/** One request by hand, for plugins that do not describe but do. */
export async function send(
  { http, state, signal }: Call<unknown, State>,
  path: string,
  options: { readonly signal?: AbortSignal; readonly url?: string } = {},
): Promise<{ readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string>> }> {
  const key = state.apiKey?.reveal() ?? '';
  const url = new URL(options.url ?? state.baseUrl + path);
  return http.send({ url, headers: { 'x-key': key }, secrets: [key], signal: options.signal ?? signal });
}

export const pathOf = (url: Url): string => `/ranks/${encodeURIComponent(url.key)}`;

/** A careful reading of a reply, for plugins that are careless elsewhere. */
export function read(answer: { readonly status: number; readonly text: string }): LookupResult<Row> {
  if (answer.status === 404) return notFound();
  return found(rowOf(reply.parse(JSON.parse(answer.text))));
}

/** The results of a function over each input, one after another. */
export const each =
  (one: (url: Url, call: Call<unknown, State>) => Promise<LookupResult<Row>>): Lookup =>
  async (inputs, call) => {
    const results: LookupResult<Row>[] = [];
    for (const input of inputs) results.push(await one(input, call));
    return results;
  };
