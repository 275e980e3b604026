import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  definePivot,
  definePlugin,
  failed,
  found,
  text,
  type Call,
  type LookupEvent,
  type LookupResult,
  type SessionOptions,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';

/** A provider that answers when it is told to, and remembers what it was asked. */
class Service {
  readonly asked: string[] = [];
  /** The most that was under way at once. */
  most = 0;
  readonly #open: { readonly key: string; readonly resolve: (result: LookupResult<{ said: string }>) => void }[] = [];

  get underWay(): number {
    return this.#open.length;
  }

  ask(key: string, signal: AbortSignal): Promise<LookupResult<{ said: string }>> {
    this.asked.push(key);
    const { promise, resolve, reject } = Promise.withResolvers<LookupResult<{ said: string }>>();
    const open = { key, resolve };
    this.#open.push(open);
    this.most = Math.max(this.most, this.#open.length);
    signal.addEventListener('abort', () => {
      this.#open.splice(this.#open.indexOf(open), 1);
      reject(signal.reason as Error);
    });
    return promise;
  }

  answer(result = (key: string): LookupResult<{ said: string }> => found({ said: key })): void {
    for (const { key, resolve } of this.#open.splice(0)) resolve(result(key));
  }

  /** Answers whatever is asked until the work is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    void work.finally(() => (isDone = true)).catch(() => {});
    while (!isDone) {
      this.answer();
      await turn();
    }
    return work;
  }
}

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
}

interface Declared {
  readonly name?: string;
  readonly concurrent?: number;
  readonly provider?: string;
  readonly maxTlp?: 'clear' | 'green';
  readonly batch?: number;
}

const pivotOf = <N extends string>(
  name: N,
  service: Service,
  { concurrent, provider = 'Register', maxTlp = 'green', batch }: Declared = {},
) =>
  definePivot({
    name,
    description: 'What the service says',
    from: [IpAddress],
    rowsPerInput: 'at-most-one',
    columns: { said: text('What it says') },
    sharing: { reaches: 'provider', maxTlp, provider },
    limits: { ...(concurrent !== undefined && { concurrent }), ...(batch !== undefined && { batch }) },
    lookup: (inputs: readonly IpAddress[], { signal }: Call) =>
      Promise.all(inputs.map(({ key }) => service.ask(key, signal))),
  });

const pluginOf = (service: Service, first: Declared = {}, second: Declared = {}) =>
  definePlugin({
    name: 'register',
    version: '1.0.0',
    description: 'A register',
    pivots: [pivotOf('register.owner', service, first), pivotOf('register.net', service, second)],
  });

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `8.8.${i >> 8}.${i & 255}`);

describe('what a provider is asked at once', () => {
  interface Case {
    readonly title: string;
    readonly first?: Declared;
    readonly second?: Declared;
    readonly concurrency?: NonNullable<SessionOptions<[]>['concurrency']>;
    readonly most: number;
  }
  const three = { first: { concurrent: 3 }, second: { concurrent: 3 } };
  const cases: readonly Case[] = [
    { title: 'as much as its pivots declare, not each of them that much', ...three, most: 3 },
    { title: 'as much as the widest declares', first: { concurrent: 2 }, second: { concurrent: 5 }, most: 5 },
    { title: 'what the session says for the plugin', ...three, concurrency: { register: 2 }, most: 2 },
    { title: 'what the session says for every provider', concurrency: 1, most: 1 },
    { title: 'four where nobody says anything', most: 4 },
    {
      title: 'no more than each pivot declares, whatever the session allows',
      first: { concurrent: 1 },
      second: { concurrent: 1 },
      concurrency: 16,
      most: 2,
    },
    {
      title: 'each provider of a plugin by itself',
      first: { provider: 'One' },
      second: { provider: 'Two' },
      concurrency: { register: 2 },
      most: 4,
    },
  ];
  test.each(cases)('$title', async ({ first, second, concurrency, most }) => {
    const service = new Service();
    await using session = await createSession({
      plugins: [pluginOf(service, first, second)],
      ...(concurrency !== undefined && { concurrency }),
    });
    const { register } = session.entities.IpAddress;
    const frames = Promise.all([register.owner(many(20)), register.net(many(20)), register.owner(many(40))]);
    await turns();
    const frame = await service.during(frames);
    expect(service.most).toBe(most);
    expect(frame.map(({ table }) => table.size)).toEqual([20, 20, 40]);
  });

  test('a run that is cancelled while it waits for room ends at once, and leaves no hole', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)], concurrency: 1 });
    const { register } = session.entities.IpAddress;
    const first = register.owner('8.8.8.8');
    await turns();
    const cancel = new AbortController();
    const second = register.net('9.9.9.9', { signal: cancel.signal });
    await turns();
    cancel.abort();
    expect((await second).row(0)['register.net.status']).toBe('skipped(cancelled)');
    const third = register.net('1.1.1.1');
    await turns();
    expect(service.asked).toEqual(['8.8.8.8']);
    expect(await service.during(Promise.all([first, third]))).toHaveLength(2);
  });
});

describe('equal look-ups at once', () => {
  test('are asked once, by runs of any kind; the marking is each one’s own', async () => {
    const service = new Service();
    const events: LookupEvent[] = [];
    await using session = await createSession({ plugins: [pluginOf(service)] });
    const { IpAddress: Ip } = session.entities;
    const pipeline = session.from([{ ip: '8.8.8.8' }, { ip: '8[.]8.8.8' }, { ip: '1.1.1.1' }]);
    const step = pipeline.pivot(Ip.register.owner, { column: 'ip' });
    const runs = [Ip.register.owner(Ip.create({ address: '8.8.8.8', marking: 'green' })), Ip.register.owner('8.8.8.8')];
    const run = step.run({ onLookup: (event) => void events.push(event) });
    await turns();
    expect(service.asked).toEqual(['8.8.8.8', '1.1.1.1']);
    service.answer();
    const [marked, unmarked, frame] = [await runs[0], await runs[1], await run];
    expect(frame.toRows().map(({ said }) => said)).toEqual(['8.8.8.8', '8.8.8.8', '1.1.1.1']);
    expect([marked?.why(0, 'said')?.marking, unmarked?.why(0, 'said')?.marking]).toEqual(['green', undefined]);
    expect([marked, unmarked].map((each) => each?.why(0, 'said')?.source)).toEqual([undefined, 'shared']);
    expect(events.map(({ sources, requests }) => ({ sources, requests }))).toEqual([
      { sources: { asked: 1 }, requests: 0 },
      { sources: { shared: 1 }, requests: 0 },
    ]);
  });

  test('other options, accounts, kinds of question are other look-ups', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)] });
    const { register } = session.entities.IpAddress;
    const runs = Promise.all([register.owner('8.8.8.8'), register.net('8.8.8.8')]);
    await service.during(runs);
    expect(service.asked).toEqual(['8.8.8.8', '8.8.8.8']);
  });

  test('one caller’s end does not end the other’s, whoever asked first; the last one’s does', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)] });
    const { register } = session.entities.IpAddress;
    const cancels = [new AbortController(), new AbortController(), new AbortController()];
    const runs = cancels.map(({ signal }) => register.owner('8.8.8.8', { signal }));
    await turns();
    cancels[0]?.abort();
    expect((await runs[0])?.row(0)['register.owner.status']).toBe('skipped(cancelled)');
    cancels[2]?.abort();
    expect((await runs[2])?.row(0)['register.owner.status']).toBe('skipped(cancelled)');
    expect(service.underWay).toBe(1);
    service.answer();
    expect((await runs[1])?.row(0)).toMatchObject({ said: '8.8.8.8', 'register.owner.status': 'found' });
    expect(service.asked).toEqual(['8.8.8.8']);

    const cancel = new AbortController();
    const alone = ['9.9.9.9', '9.9.9.9'].map((each) => register.owner(each, { signal: cancel.signal }));
    await turns();
    cancel.abort();
    for (const each of alone) expect((await each).row(0)['register.owner.status']).toBe('skipped(cancelled)');
    expect(service.underWay).toBe(0);
  });

  test('what was not begun when its run was cancelled is asked by whoever waits for it', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)], concurrency: 1 });
    const { register } = session.entities.IpAddress;
    const cancel = new AbortController();
    const first = register.owner(['8.8.8.8', '9.9.9.9'], { signal: cancel.signal });
    const second = register.owner(['9.9.9.9', '1.1.1.1']);
    await turns();
    cancel.abort();
    expect((await first).toRows().map((row) => row['register.owner.status'])).toEqual([
      'skipped(cancelled)',
      'skipped(cancelled)',
    ]);
    const rows = (await service.during(second)).toRows();
    expect(rows.map(({ said }) => said)).toEqual(['9.9.9.9', '1.1.1.1']);
    expect(service.asked.toSorted()).toEqual(['1.1.1.1', '8.8.8.8', '9.9.9.9']);
  });

  test('a failure is had by all who wait, and by nobody after', async () => {
    const service = new Service();
    const folder = await mkdtemp(join(tmpdir(), 'pivotkit-at-once-'));
    await using session = await createSession({ plugins: [pluginOf(service)], cache: { folder, store: 'memory:' } });
    const { register } = session.entities.IpAddress;
    const runs = [register.owner('8.8.8.8'), register.owner('8.8.8.8')];
    await turns();
    service.answer(() => failed('PROVIDER_UNAVAILABLE', { provider: 'Register', status: 503 }));
    for (const run of runs) expect((await run).row(0)['register.owner.status']).toBe('failed(PROVIDER_UNAVAILABLE)');
    expect((await service.during(register.owner('8.8.8.8'))).row(0).said).toBe('8.8.8.8');
    expect(service.asked).toHaveLength(2);
    await rm(folder, { recursive: true, force: true });
  });

  test('refused credentials turn the plugin off in every run that hears of it', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)], concurrency: 1 });
    const { IpAddress: Ip } = session.entities;
    const rows = [{ ip: '8.8.8.8' }, { ip: '9.9.9.9' }];
    const runs = [0, 1].map(() => session.from(rows).pivot(Ip.register.owner, { column: 'ip' }).run());
    await turns();
    service.answer(() => failed('PROVIDER_UNAUTHORIZED', { provider: 'Register', status: 401 }));
    for (const run of runs)
      expect((await run).toRows().map((row) => row['register.owner.status'])).toEqual([
        'failed(PROVIDER_UNAUTHORIZED)',
        'skipped(provider-off)',
      ]);
    expect(service.asked).toEqual(['8.8.8.8']);
  });

  test('a budget that is used up is one’s own', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)], maxCalls: 1, concurrency: 1 });
    const { register } = session.entities.IpAddress;
    const runs = [register.owner(['8.8.8.8', '9.9.9.9']), register.owner(['9.9.9.9'])];
    const [first, second] = await service.during(Promise.all(runs));
    expect(first?.toRows().map((row) => row['register.owner.status'])).toEqual(['found', 'skipped(budget)']);
    expect(second?.row(0).said).toBe('9.9.9.9');
  });

  test('who may not ask does not hear the answer either', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service)] });
    const { IpAddress: Ip } = session.entities;
    const runs = [Ip.register.owner('8.8.8.8'), Ip.register.owner(Ip.create({ address: '8.8.8.8', marking: 'red' }))];
    await turns();
    service.answer();
    expect((await runs[0])?.row(0).said).toBe('8.8.8.8');
    expect((await runs[1])?.row(0)).toMatchObject({ said: null, 'register.owner.status': 'skipped(marking)' });
  });

  test('twenty runs over the same hundred addresses in batches ask each address once', async () => {
    const service = new Service();
    await using session = await createSession({ plugins: [pluginOf(service, { batch: 7 })] });
    const { register } = session.entities.IpAddress;
    const runs = Array.from({ length: 20 }, (_, i) => register.owner([...many(100).slice(i), ...many(i)]));
    const frames = await service.during(Promise.all(runs));
    expect(service.asked.toSorted()).toEqual(many(100).toSorted());
    for (const frame of frames) for (const row of frame.toRows()) expect(row.said).toBe(row.input);
  });
});
