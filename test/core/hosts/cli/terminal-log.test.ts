import { expect, test } from 'vitest';
import { terminalLog } from '../../../../core/src/hosts/cli/terminal-log.ts';

function heard(isQuiet: boolean, isErrTerminal = false) {
  const lines: string[] = [];
  const log = terminalLog({ say: (line) => void lines.push(line), isErrTerminal }, isQuiet);
  return { lines, log };
}

test('a wait is said once a minute of its end, a warning once', () => {
  const { lines, log } = heard(false);
  const wait = (until: string): void => log.info('waiting for the quota of X', { until });
  wait('2026-11-20T08:00:01.000Z');
  wait('2026-11-20T08:00:59.000Z');
  wait('2026-11-20T08:01:00.000Z');
  log.warn('the store\u001b[2J is gone');
  log.warn('the store\u001b[2J is gone');
  log.info('list read', { list: 'x' });
  expect(lines).toEqual([
    'Waiting for the quota of X until 2026-11-20T08:00:01.000Z.',
    'Waiting for the quota of X until 2026-11-20T08:01:00.000Z.',
    'Note: the store␛[2J is gone',
  ]);
});

test('quiet is quiet', () => {
  const { lines, log } = heard(true);
  log.info('waiting', { until: '2026-11-20T08:00:01.000Z' });
  log.warn('odd');
  expect(lines).toEqual([]);
});
