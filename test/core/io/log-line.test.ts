import { describe, expect, test } from 'vitest';
import { consoleLog } from '../../../core/src/io/console-log.ts';
import { jsonLog, redactedLog, silentLog, textLog, type LogFields, type LogLevel } from '../../../core/src/io/log.ts';
import { Redactor } from '../../../core/src/io/redact.ts';
import { fixedClock } from '../../support/clock.ts';

const at = '2026-01-02T03:04:05.000Z';

function written(make: typeof jsonLog, lowest?: LogLevel) {
  const lines: string[] = [];
  const parsed = (): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as unknown as Record<string, unknown>);
  return { lines, parsed, log: make((line) => void lines.push(line), fixedClock(), lowest) };
}

describe('a line of JSON', () => {
  const cases: readonly (readonly [why: string, fields: LogFields, expected: object])[] = [
    ['types stay', { a: 1, b: 'x', c: true, d: null, e: ['y'] }, { a: 1, b: 'x', c: true, d: null, e: ['y'] }],
    ['absent fields are left out', { a: undefined }, {}],
    ['dates', { a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
    ['no field takes the place of the message', { message: 'other', level: 'other', at: 0 }, {}],
    ['long texts are cut', { a: 'x'.repeat(5_000) }, { a: `${'x'.repeat(1_999)}…` }],
  ];

  test.each(cases)('%s', (_, fields, expected) => {
    const { parsed, log } = written(jsonLog);
    log.warn('said', fields);
    expect(parsed()).toEqual([{ at, level: 'warn', message: 'said', ...expected }]);
  });

  test('ends at 8,192 characters and 32 fields', () => {
    const { parsed, log } = written(jsonLog);
    log.info('long', { list: Array.from({ length: 9_000 }, () => 'x') });
    log.info('many', Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, i])));
    const [long, many] = parsed();
    expect(long).toEqual({
      at,
      level: 'info',
      message: 'long',
      fields: expect.stringMatching(/^left out: 36\d{3} characters$/),
    });
    expect(many).toMatchObject({ f31: 31, more: 8 });
    expect(many).not.toHaveProperty('f32');
  });
});

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('a line for people', () => {
  const cases: readonly (readonly [why: string, fields: LogFields, expected: string])[] = [
    ['nothing more', {}, ''],
    ['words and numbers as they are', { a: 'x', b: 2, c: true }, ' a=x b=2 c=true'],
    ['quotes where a reader needs them', { a: 'x y', b: '', c: 'k=v' }, ' a="x y" b="" c="k=v"'],
    ['dates', { a: new Date(0) }, ' a=1970-01-01T00:00:00.000Z'],
    ['nothing acts on a terminal', { a: '\u001b[31m' }, ' a=␛[31m'],
    ['lists', { a: ['x', 1] }, ' a="[\\"x\\",1]"'],
  ];

  test.each(cases)('%s', (_, fields, expected) => {
    const { lines, log } = written(textLog);
    log.info('said', fields);
    expect(lines).toEqual([`${at} info  said${expected}`]);
  });

  test('ends at 8,192 characters; what cannot be shown is told as that', () => {
    const { lines, log } = written(textLog);
    log.info('long', { list: Array.from({ length: 9_000 }, () => 'x') });
    log.info('odd', { cyclic });
    expect(lines[0]?.length).toBe(8_192);
    expect(lines[1]).toContain('cyclic="cannot be shown: ');
  });
});

describe('levels', () => {
  test.each<[LogLevel | undefined, string[]]>([
    ['debug', ['debug', 'info', 'warn']],
    ['info', ['info', 'warn']],
    [undefined, ['info', 'warn']],
    ['warn', ['warn']],
  ])('from %s upward', (lowest, expected) => {
    const { parsed, log } = written(jsonLog, lowest);
    log.debug?.('debug');
    log.info('info');
    log.warn('warn');
    expect(parsed().map(({ message }) => message)).toEqual(expected);
  });

  test('nobody works for a log that wants no details', () => {
    expect(silentLog).not.toHaveProperty('debug');
    expect(redactedLog(silentLog, new Redactor())).not.toHaveProperty('debug');
    expect(written(jsonLog).log).not.toHaveProperty('debug');
  });

  test('no secret stands in it, at any level', () => {
    const redactor = new Redactor();
    redactor.add('canary-key');
    const { lines, log } = written(textLog, 'debug');
    const clean = redactedLog(log, redactor);
    for (const level of ['debug', 'info', 'warn'] as const)
      clean[level]?.(`${level} canary-key`, { list: ['canary-key'], error: new Error('canary-key') });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('canary-key');
  });
});

test.each([
  ['text', `${at} debug why pivot=p`],
  ['json', `{"at":"${at}","level":"debug","message":"why","pivot":"p"}`],
] as const)('a log for the console: %s', (format, expected) => {
  const lines: string[] = [];
  const log = consoleLog({ level: 'debug', format, write: (line) => void lines.push(line), clock: fixedClock() });
  log.debug?.('why', { pivot: 'p' });
  expect(lines).toEqual([expected]);
});
