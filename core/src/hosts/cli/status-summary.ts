import type { StatusCount } from '../../pivot/frame.ts';
import { visibleText } from '../../table/format/visible-text.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Colors } from './terminal.ts';

/** Statuses that leave a row without the answer it should have had. */
const incomplete = /^(failed|timeout|throttled|skipped\((provider-off|cancelled)\))/;

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
    const all = [...this.#counts.values()].flatMap((counts) => [...counts.keys()]);
    return all.some((status) => incomplete.test(status)) ? exitCode.partial : exitCode.complete;
  }

  /** One line a pivot, safe to show: `geolocation of SourceIP: 3 found, 1 not-found`. */
  lines(colors: Colors): string[] {
    return Array.from(this.#counts, ([name, counts]) => {
      const parts = [...counts]
        .toSorted(([, left], [, right]) => right - left)
        .map(([status, count]) => this.#part(status, count, colors));
      return `${visibleText(name)}: ${parts.join(', ')}`;
    });
  }

  #part(status: string, count: number, colors: Colors): string {
    const text = `${count.toLocaleString('en')} ${visibleText(status)}`;
    return incomplete.test(status) ? colors.yellow(text) : text;
  }
}
