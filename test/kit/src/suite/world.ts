import { createSession, jsonLog, type Frame, type Plugin, type Session, type SessionOptions } from '@pivotkit/core';
import type { Simulator } from '../simulator/simulator.ts';
import { Canaries } from './canary.ts';
import { fastClock, settlesWithin } from './fast-clock.ts';
import type { Input, PivotSetup, SuiteSetup } from './setup.ts';

export interface WorldOptions {
  /** Keeps answers for the time of the world. */
  readonly isCaching?: boolean;
  /** Folder in which replies are recorded. */
  readonly record?: string;
  /** How many times as fast as usual time goes. Default: 5, so that polling does not keep a test waiting. */
  readonly speed?: number;
  readonly network?: SessionOptions<[]>['network'];
  /** Starts without the plugin's configuration. */
  readonly isUnconfigured?: boolean;
}

/** What became of one input. */
export interface Outcome {
  readonly input: Input;
  readonly status: string;
  /** Cells of the answer, a row each; one of nulls where there is no answer. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly note: string | undefined;
}

/** Columns of the rows that ask; no plugin has columns of these names. */
const placeColumn = 'testkitPlace';
const inputColumn = 'testkitInput';

/** Asked longer than this, by the machine's clock, and nothing came: it hangs. */
export const patienceMs = 15_000;

/** A session with the plugin and its service, for one check. */
export class World implements AsyncDisposable {
  readonly session: Session;
  readonly service: Simulator | undefined;
  readonly canaries: Canaries;
  readonly log: readonly string[];

  private constructor(parts: Pick<World, 'session' | 'service' | 'canaries' | 'log'>) {
    this.session = parts.session;
    this.service = parts.service;
    this.canaries = parts.canaries;
    this.log = parts.log;
  }

  /** @throws PLUGINS_INVALID when the plugin cannot be set up */
  static async open(plugin: Plugin, setup: SuiteSetup, options: WorldOptions = {}): Promise<World> {
    const canaries = new Canaries();
    const secret = (name: string): string => canaries.secret(name);
    const service = await setup.service?.({ secret });
    const config = setup.config?.({ baseUrl: service?.baseUrl ?? '', secret });
    const log: string[] = [];
    const clock = fastClock(options.speed ?? 5);
    try {
      const session = await createSession({
        plugins: [...(setup.others ?? []), plugin],
        config: config === undefined || options.isUnconfigured === true ? {} : { [plugin.name]: config },
        clock,
        environment: {},
        log: jsonLog((line) => void log.push(line), clock, 'debug'),
        telemetry: false,
        // What a quota makes wait is the framework's business, and so is what is tried again.
        quotas: { windows: { [plugin.name]: [] } },
        network: { attempts: 1, maxBodyBytes: 2 * 1024 * 1024, ...options.network },
        timeRange: { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-08T00:00:00Z') },
        ...(options.record !== undefined && { record: options.record }),
        ...(options.isCaching === true && { cache: { folder: '', store: 'memory:' } }),
      });
      return new World({ session, service, canaries, log });
    } catch (error) {
      await service?.close();
      throw error;
    }
  }

  /** Asks about the inputs in one run; `outcomes[i]` is that of `inputs[i]`. @throws when the look-up hangs */
  async ask({ kind, pivot, setup }: Question, inputs: readonly Input[]): Promise<readonly Outcome[]> {
    if (inputs.length === 0) return [];
    const rows = inputs.map((input, place) => ({ [placeColumn]: place, [inputColumn]: input }));
    const step = { ...setup.options, column: inputColumn as never };
    const asked = this.session.from(rows).pivot(this.session.pivot(kind, pivot), step).run();
    if (!(await settlesWithin(patienceMs, asked)))
      throw new Error(`the look-up did not end within ${patienceMs / 1000} s`);
    return outcomesOf(await asked, pivot, inputs);
  }

  /** Requests that the work made. */
  async requestsDuring(work: () => Promise<unknown>): Promise<number> {
    const before = this.service?.requests.length ?? 0;
    await work();
    return (this.service?.requests.length ?? 0) - before;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Connections of a plugin that does not end them would keep the session waiting.
    await this.service?.close();
    await settlesWithin(patienceMs, this.session.close());
  }
}

/** A pivot, asked about one kind of entity. */
export interface Question {
  readonly pivot: string;
  readonly kind: string;
  readonly setup: PivotSetup;
}

function outcomesOf(frame: Frame<object>, pivot: string, inputs: readonly Input[]): readonly Outcome[] {
  const statusColumn = `${pivot}.status`;
  const rows = frame.toRows().map((row, i) => ({ row: new Map(Object.entries(row)), i }));
  return inputs.map((input, place) => {
    const own = rows.filter(({ row }) => row.get(placeColumn) === place);
    const [first] = own;
    return {
      input,
      status: first === undefined ? 'no row' : String(first.row.get(statusColumn)),
      rows: own.map(({ row }) => cellsOf(row, statusColumn)),
      note: first === undefined ? undefined : frame.why(first.i, statusColumn as never)?.note,
    };
  });
}

const cellsOf = (row: ReadonlyMap<string, unknown>, statusColumn: string): Record<string, unknown> =>
  Object.fromEntries([...row].filter(([name]) => ![placeColumn, inputColumn, statusColumn].includes(name)));
