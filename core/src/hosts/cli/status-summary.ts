import type { StatusCount } from '../../pivot/frame.ts';
import { visibleText } from '../../table/format/visible-text.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { KeepingOptions } from './keeping-options.ts';
import type { Colors } from './terminal.ts';

/** Statuses that leave a row without the answer it should have had. */
const incomplete = /^(failed|timeout|throttled|skipped\((provider-off|cancelled|budget|deadline|offline)\))/;

/** Those of them that may turn out better another time, without anything being mended. */
const passing =
  /^(timeout|throttled|skipped\((provider-off|cancelled|budget|deadline)\)|failed\(PROVIDER_(UNREACHABLE|UNAVAILABLE|PAUSED)\))/;

/** Rows per status of each pivot, added up over the batches of a run. */
export class StatusSummary {
  readonly #counts = new Map<string, Map<string, number>>();

  add(statuses: readonly StatusCount[]): void {
    for (const { pivot, column, counts } of statuses) {
      const name = `${pivot} of ${column}`;
      const known = this.#counts.get(name) ?? new Map<string, number>();
      for (const [status, count] of Object.entries(counts)) known.set(status, (known.get(status) ?? 0) + count);
      this.#counts.set(name, known);
    }
  }

  get exitCode(): ExitCode {
    return this.#count(incomplete) > 0 ? exitCode.partial : exitCode.complete;
  }

  /** What to do about rows that may get their answer another time; undefined when there are none. */
  advice({ journal, cache }: KeepingOptions): string | undefined {
    const rows = this.#count(passing);
    const offline = this.#count(/^skipped\(offline\)/);
    if (offline > 0) return `${lackingText(offline + rows)}: nobody is asked offline; without --offline they are.`;
    if (rows === 0) return undefined;
    const lacking = lackingText(rows);
    if (journal !== undefined)
      return `${lacking}; rerun with --resume ${visibleText(journal)}: only what is missing is asked.`;
    return cache === undefined
      ? `${lacking}; with --resume DIR the run after it asks only what is missing.`
      : `${lacking}; rerun later: what the cache has is not asked again (--resume DIR keeps everything).`;
  }

  #count(wanted: RegExp): number {
    const all = [...this.#counts.values()].flatMap((counts) => [...counts]);
    return all.reduce((sum, [status, count]) => (wanted.test(status) ? sum + count : sum), 0);
  }

  /** One line a pivot, safe to show: `geolocation of SourceIP: 3 found, 1 not-found`. */
  lines(colors: Colors): string[] {
    return Array.from(this.#counts, ([name, counts]) => {
      const parts = [...counts]
        .toSorted(([, left], [, right]) => right - left)
        .map(([status, count]) => this.#part(status, count, colors));
      return `${visibleText(name)}: ${parts.join(', ') || 'no rows'}`;
    });
  }

  #part(status: string, count: number, colors: Colors): string {
    const text = `${count.toLocaleString('en')} ${visibleText(status)}`;
    return incomplete.test(status) ? colors.yellow(text) : text;
  }
}

const lackingText = (rows: number): string =>
  `${rows.toLocaleString('en')} ${rows === 1 ? 'row lacks an answer' : 'rows lack an answer'}`;
