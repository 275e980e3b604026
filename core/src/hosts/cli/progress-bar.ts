import type { Progress } from '../../pipeline/run.ts';
import { systemClock } from '../../io/clock.ts';
import { visibleText } from '../../table/format/visible-text.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a run is, on standard error. */
export interface ProgressBar {
  /** undefined where nobody looks: then nothing needs to be counted. */
  readonly update: ((progress: Progress) => void) | undefined;
  stop(): void;
}

const silent: ProgressBar = { update: undefined, stop: () => {} };
const quickMs = 400;

/** A bar for people: only on a terminal, and only when the work takes longer than a moment. */
export async function createProgressBar(terminal: Terminal, isWanted: boolean): Promise<ProgressBar> {
  if (!isWanted || !terminal.isErrTerminal) return silent;
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: `${terminal.err.dim('{step}')} {bar} {value}/{total} {rows}`,
    barCompleteChar: '━',
    barIncompleteChar: ' ',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    etaBuffer: 100,
  });
  const startedMs = systemClock.monotonicMs();
  let isShown = false;
  return {
    update({ step, steps, text, done, total, rows }) {
      if (total === 0 || systemClock.monotonicMs() - startedMs < quickMs) return;
      const shown = { step: `${step}/${steps} ${visibleText(text)}`, rows: rows === 0 ? '' : `${rows} rows` };
      if (!isShown) bar.start(total, done, shown);
      isShown = true;
      bar.setTotal(total);
      bar.update(done, shown);
    },
    stop() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}
