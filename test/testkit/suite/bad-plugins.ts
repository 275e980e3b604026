import { found, notFound, number, text, type LookupResult } from '@pivotkit/core';
import { each, pathOf, ranks, read, readme, rowOf, send, setup, type Changes, type Row } from './ranks.ts';
import type { SuiteSetup } from '@pivotkit/testkit';

/** A plugin with one fault, and the rules that must say so. */
export interface BadPlugin {
  readonly fault: string;
  readonly rules: readonly string[];
  readonly changes: Changes;
  readonly setup?: SuiteSetup;
  /** What the framework makes of the fault, where it does not come through: a status. */
  readonly status?: string;
}

const benign = { judgement: 'benign', rank: 1 };
const answersWith = (rows: (row: Row) => object): Changes => ({
  lookup: each(async (url, call) => {
    const result = read(await send(call, pathOf(url)));
    return result.status === 'found' ? found(result.rows.map((row) => rows(row) as Row)) : result;
  }),
});

let calls = 0;
const remembered = new Map<string, LookupResult<Row>>();

export const badPlugins: readonly BadPlugin[] = [
  {
    fault: 'a refused key is taken for an answer',
    rules: ['unauthorized', 'not-entitled'],
    changes: {
      lookup: each(async (url, call) => {
        const { status, text: body } = await send(call, pathOf(url));
        if (status === 404) return notFound();
        const { rank = 1 } = JSON.parse(body) as { rank?: number };
        return found(rowOf({ rank }));
      }),
    },
  },
  {
    fault: 'prints its key',
    rules: ['secrets'],
    changes: {
      lookup: each(async (url, call) => {
        process.stderr.write(`asking with ${call.state.apiKey?.reveal() ?? ''}\n`);
        return read(await send(call, pathOf(url)));
      }),
    },
  },
  {
    fault: 'logs its key; the framework takes it out, and the suite says that it did',
    rules: ['secrets'],
    changes: {
      lookup: each(async (url, call) => {
        call.log.info('asking', { key: call.state.apiKey?.reveal() });
        return read(await send(call, pathOf(url)));
      }),
    },
  },
  {
    fault: 'puts its key into an error; the framework takes it out',
    rules: ['secrets', 'unavailable-service'],
    status: 'failed(PLUGIN_FAILED)',
    changes: {
      lookup: each(async (url, call) => {
        const answer = await send(call, pathOf(url));
        if (answer.status >= 500) throw new Error(`no answer with ${call.state.apiKey?.reveal() ?? ''}`);
        return read(answer);
      }),
    },
  },
  {
    fault: 'shows its key in a link; the framework takes it out',
    rules: ['secrets'],
    changes: {
      lookup: each(async (url, call) => {
        const result = read(await send(call, pathOf(url)));
        const reference = `https://ranks.example.com/?key=${encodeURIComponent(call.state.apiKey?.reveal() ?? '')}`;
        return result.status === 'found' ? found(result.rows.map((row) => ({ ...row, reference }))) : result;
      }),
    },
  },
  {
    fault: 'reads too many requests as nothing known, which is then kept',
    rules: ['throttled', 'failures-not-kept'],
    changes: {
      lookup: each(async (url, call) => {
        const answer = await send(call, pathOf(url));
        return answer.status === 429 ? notFound() : read(answer);
      }),
    },
  },
  {
    fault: 'keeps failures itself',
    rules: ['failures-not-kept'],
    changes: {
      lookup: each(async (url, call) => {
        const key = `${call.state.baseUrl} ${url.key}`;
        const known = remembered.get(key);
        if (known !== undefined) return known;
        const { status, text: body } = await send(call, pathOf(url));
        const result: LookupResult<Row> = status === 200 ? read({ status, text: body }) : { status: 'throttled' };
        remembered.set(key, result);
        return result;
      }),
    },
  },
  {
    fault: 'puts texts together into a path',
    rules: ['injection'],
    changes: { lookup: each(async (url, call) => read(await send(call, `/ranks/${url.key.replace(/^https?:/, '')}`))) },
  },
  {
    fault: 'takes silence for harmless',
    rules: ['unknown'],
    changes: {
      lookup: each(async (url, call) => {
        const answer = await send(call, pathOf(url));
        return answer.status === 404 ? found(benign) : read(answer);
      }),
    },
  },
  {
    fault: 'gives fewer results than inputs',
    rules: ['result-valid'],
    status: 'failed(RESULT_INVALID)',
    changes: {
      declared: { limits: { batch: 10, concurrent: 1 } },
      lookup: async (inputs, call) => {
        const results = await each(async (url) => read(await send(call, pathOf(url))))(inputs, call);
        return results.filter(({ status }) => status === 'found');
      },
    },
  },
  {
    fault: 'gives results in another order',
    rules: ['together'],
    changes: {
      declared: { limits: { batch: 10, concurrent: 1 } },
      lookup: async (inputs, call) =>
        (await each(async (url) => read(await send(call, pathOf(url))))(inputs, call)).toReversed(),
    },
  },
  {
    fault: 'lets one bad input cost all of a batch their answers',
    rules: ['together'],
    changes: {
      declared: { limits: { batch: 10, concurrent: 1 } },
      lookup: async (inputs, call) => {
        if (inputs.some(({ scheme }) => scheme === 'ftp')) throw new Error('no FTP');
        return each(async (url) => read(await send(call, pathOf(url))))(inputs, call);
      },
    },
  },
  {
    fault: 'gives the first answer to everything',
    rules: ['together'],
    changes: {
      declared: { limits: { batch: 10, concurrent: 1 } },
      lookup: async (inputs, call) => {
        const [first] = inputs;
        const result = first === undefined ? notFound() : read(await send(call, pathOf(first)));
        return inputs.map(() => result);
      },
    },
  },
  {
    fault: 'does not hear that it is cancelled',
    rules: ['abort'],
    changes: {
      lookup: each(async (url, call) => read(await send(call, pathOf(url), { signal: new AbortController().signal }))),
    },
  },
  {
    fault: 'gives a column that it does not declare',
    rules: ['result-valid'],
    status: 'failed(RESULT_INVALID)',
    changes: answersWith((row) => ({ ...row, extra: 1 })),
  },
  {
    fault: 'gives null where it says never',
    rules: ['result-valid'],
    status: 'failed(RESULT_INVALID)',
    changes: answersWith((row) => ({ ...row, rank: null })),
  },
  {
    fault: 'gives a number outside its range',
    rules: ['result-valid'],
    status: 'failed(RESULT_INVALID)',
    changes: answersWith((row) => ({ ...row, rank: 0 })),
  },
  {
    fault: 'gives seconds where it says milliseconds',
    rules: ['known'],
    changes: answersWith((row) => ({ ...row, ageMs: (row.ageMs ?? 0) / 1000 })),
  },
  {
    fault: 'says of a number neither unit nor range',
    rules: ['columns'],
    changes: { declared: { columns: { judgement: text('What it is'), rank: number('Its rank') } } },
  },
  {
    fault: 'says that it reaches nobody, and asks about private things',
    rules: ['own-ground', 'reaches-nobody'],
    changes: { declared: { sharing: { reaches: 'nobody' } } },
  },
  {
    fault: 'says that it reaches nobody, and asks about marked things',
    rules: ['marking'],
    changes: { declared: { sharing: { reaches: 'nobody' } } },
  },
  {
    fault: 'would be told of TLP:RED',
    rules: ['sharing'],
    changes: { declared: { sharing: { reaches: 'provider', maxTlp: 'red' } } },
  },
  {
    fault: 'takes a page to log in for an empty answer',
    rules: ['reply-checked'],
    changes: {
      lookup: each(async (url, call) => {
        const answer = await send(call, pathOf(url));
        return answer.text.startsWith('<') ? notFound() : read(answer);
      }),
    },
  },
  {
    fault: 'takes whatever it gets for a row of defaults',
    rules: ['reply-checked', 'unavailable-service'],
    changes: {
      lookup: each(async (url, call) => {
        const { status, text: body } = await send(call, pathOf(url));
        if (status === 404) return notFound();
        const rank: unknown = body.startsWith('{') && body.endsWith('}') ? Reflect.get(JSON.parse(body), 'rank') : 1;
        return found(rowOf({ rank: typeof rank === 'number' ? rank : 1 }));
      }),
    },
  },
  {
    fault: 'follows redirects with its key',
    rules: ['redirects'],
    changes: {
      lookup: each(async (url, call) => {
        const answer = await send(call, pathOf(url));
        const { location } = answer.headers;
        return read(location === undefined ? answer : await send(call, '', { url: location }));
      }),
    },
  },
  {
    fault: 'counts its calls in a column',
    rules: ['repeatable'],
    changes: answersWith((row) => ({ ...row, ageMs: (calls += 1) })),
  },
  {
    fault: 'draws lots',
    rules: ['repeatable'],
    changes: answersWith((row) => ({ ...row, rank: 1 + Math.floor(Math.random() * 1_000_000) })),
  },
  {
    fault: 'reads pages for ever',
    rules: ['pages'],
    changes: {
      lookup: each(async (url, call) => {
        let path: string | undefined = pathOf(url);
        let last = await send(call, path);
        for (;;) {
          path = last.status === 200 ? (JSON.parse(last.text) as { next?: string }).next : undefined;
          if (path === undefined) return read(last);
          last = await send(call, path);
        }
      }),
    },
  },
  {
    fault: 'has a README without its columns',
    rules: ['readme-columns'],
    changes: {},
    setup: { ...setup, readme: '# ranks\n\nRanks.\n' },
  },
  {
    fault: 'has a README that says another unit',
    rules: ['readme-columns'],
    changes: {},
    setup: { ...setup, readme: readme.replace('milliseconds', 'seconds') },
  },
  {
    fault: 'calls every trouble “nothing known”',
    rules: ['connection', 'timeout', 'unavailable-service'],
    changes: {
      lookup: each(async (url, call) => {
        try {
          return read(await send(call, pathOf(url)));
        } catch {
          return notFound();
        }
      }),
    },
  },
  {
    fault: 'never answers',
    rules: ['known'],
    status: 'timeout',
    changes: {
      declared: { limits: { timeoutMs: 500, concurrent: 4 } },
      lookup: () => Promise.withResolvers<never>().promise,
    },
  },
  {
    fault: 'reads fields without looking whether they are there',
    rules: ['odd-replies'],
    changes: {
      lookup: each(async (url, call) => {
        const { status, text: body } = await send(call, pathOf(url));
        if (status === 404) return notFound();
        const { rank } = JSON.parse(body) as { rank: number };
        return found({ judgement: 'unknown', rank: Number(rank.toFixed(0)) });
      }),
    },
  },
  {
    fault: 'does not say which setting is missing',
    rules: ['unconfigured'],
    changes: { declared: { unavailable: () => 'no key' } },
  },
  {
    fault: 'says nothing of costs and limits',
    rules: ['limits'],
    changes: { declared: { cost: '', limits: {} } },
  },
  {
    fault: 'has an example of something else',
    rules: ['examples'],
    changes: { declared: { examples: ['await Url.rank(('] } },
  },
  {
    fault: 'always says that its service is well',
    rules: ['service-check'],
    changes: { check: () => ({ ok: true, detail: 'fine' }) },
  },
  {
    fault: 'is not declared as a plugin must be',
    rules: ['starts'],
    changes: { declared: { limits: { batch: -1 } } },
  },
];

export const pluginOf = ({ changes }: BadPlugin) => ranks(changes);
