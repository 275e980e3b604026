import { readRequest, type SimulatedReply, type SimulatedRequest } from '../simulator/exchange.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator/simulator.ts';
import { matchSample } from './match-sample.ts';
import { readSamples, replyOf, type Sample } from './sample.ts';

export interface SampleSimulatorOptions extends Omit<SimulatorOptions, 'routes'> {
  /** Kinds of sample that answer by themselves. Default: what a service in good health says. */
  readonly kinds?: readonly string[];
  /**
   * What is asked about in the place of what the samples are about, which documentation ranges are not:
   * `{ '8.8.8.8': '192.0.2.10' }`. Replaced in the request, and back in the reply.
   */
  readonly standIns?: Readonly<Record<string, string>>;
}

/** A simulator that answers from samples. */
export interface SampleSimulator extends Simulator {
  readonly samples: readonly Sample[];
  /** Every request from now on gets the reply of this case, until `recover()`. @throws when there is no such case */
  choose(name: string): void;
}

const healthy = ['positive', 'negative', 'partial', 'paginated', 'recorded'];

/**
 * Starts a simulator that answers each request with the sample that fits it: same method and path, no field of query or
 * body that contradicts. A folder is read with `readSamples`; replies that a session recorded are samples too. Where no
 * sample fits, the reply is 501, which no plugin takes for “nothing known”.
 */
export async function simulateSamples(folder: string, options: SampleSimulatorOptions = {}): Promise<SampleSimulator> {
  const { kinds = healthy, standIns = {}, ...rest } = options;
  const samples = await readSamples(folder);
  const usual = samples.filter(({ kind }) => kinds.includes(kind));
  const reply = (request: SimulatedRequest): SimulatedReply => answerFrom(usual, request, standIns);
  const routes = ['GET', 'POST'].map((method) => ({ method, path: '/*', reply }));
  const simulator = await startSimulator({ routes, ...rest });
  return Object.assign(simulator, {
    samples,
    choose(name: string) {
      const sample = samples.find((each) => each.case === name);
      if (sample === undefined)
        throw new Error(`There is no case '${name}' in ${folder}: ${samples.map((each) => each.case).join(', ')}.`);
      simulator.answer(backIn(replyOf(sample), standIns));
    },
  });
}

function answerFrom(
  samples: readonly Sample[],
  request: SimulatedRequest,
  standIns: Readonly<Record<string, string>>,
): SimulatedReply {
  const sample = matchSample(samples, withStandIns(request, standIns));
  if (sample !== undefined) return backIn(replyOf(sample), standIns);
  return { status: 501, json: { error: `no sample answers ${request.method} ${request.url} ${request.body}`.trim() } };
}

function withStandIns(request: SimulatedRequest, standIns: Readonly<Record<string, string>>): SimulatedRequest {
  const put = (text: string): string =>
    Object.entries(standIns).reduce(
      (result, [asked, inSample]) =>
        result.replaceAll(encodeURIComponent(asked), encodeURIComponent(inSample)).replaceAll(asked, inSample),
      text,
    );
  return readRequest(request.method, put(request.url), { headers: request.headers, body: put(request.body) });
}

function backIn(reply: SimulatedReply, standIns: Readonly<Record<string, string>>): SimulatedReply {
  const put = (text: string): string =>
    Object.entries(standIns).reduce((result, [asked, inSample]) => result.replaceAll(inSample, asked), text);
  if (reply.text !== undefined) return { ...reply, text: put(reply.text) };
  return reply.json === undefined ? reply : { ...reply, json: JSON.parse(put(JSON.stringify(reply.json))) };
}
