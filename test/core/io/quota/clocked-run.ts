import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ClockedWork, Done, Step } from './clocked-worker.ts';

/** A run in a process of its own, which acts when it is told the time. */
export class ClockedRun {
  readonly run: string;
  /** Requests by the time of their step. */
  readonly made: { readonly atMs: number; readonly count: number }[] = [];
  /** Calls of the ledger so far. */
  operations = 0;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #ready: Promise<unknown>;
  #hear: (done: Done) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(work: ClockedWork) {
    this.run = work.run;
    const execArgv = ['--conditions=pivotkit-source'];
    this.#child = fork(join(import.meta.dirname, 'clocked-worker.ts'), [JSON.stringify(work)], { execArgv });
    this.#child.on('message', (done) => this.#hear(done as Done));
    this.#child.on('close', (code) => this.#fail(new Error(`${work.run} ended: ${String(code)}`)));
    this.#ended = once(this.#child, 'close');
    this.#ready = this.#said();
  }

  /** Requests that reached the provider in the step. */
  async step(act: Exclude<Step['act'], 'end'>, nowMs: number): Promise<number> {
    await this.#ready;
    const said = this.#said();
    this.#child.send({ act, nowMs } satisfies Step);
    const { made: count, operations } = await said;
    this.operations = operations;
    this.made.push({ atMs: nowMs, count });
    return count;
  }

  /** In the midst of what it does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async end(nowMs: number): Promise<void> {
    this.#child.send({ act: 'end', nowMs } satisfies Step);
    await this.#ended;
  }

  madeSince(fromMs: number): number {
    return this.made.reduce((sum, { atMs, count }) => sum + (atMs >= fromMs ? count : 0), 0);
  }

  #said(): Promise<Done> {
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    this.#hear = resolve;
    this.#fail = reject;
    return promise;
  }
}
