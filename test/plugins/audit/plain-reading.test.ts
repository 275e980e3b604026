import { existsSync, readFileSync } from 'node:fs';
import { createSession, Table } from '@pivotkit/core';
import { audit, parseAuditLine } from '@pivotkit/plugin-audit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainFields, plainRows } from './plain-reading.ts';

const session = await createSession({ plugins: [audit] });

/** Rows with the columns of the plain way alone, in their order. */
async function quickRows(lines: readonly string[]): Promise<Readonly<Record<string, unknown>>[]> {
  const events = await session
    .from(Table.fromColumns({ line: lines }))
    .verb('audit.parse', {})
    .run();
  return events.toRows().map((row) => {
    const { TimeGenerated: _time, Computer: _node, problem, ...same } = row;
    expect(problem).toBeNull();
    return same;
  });
}

/** One instant, so that no event is whole before the end. */
const line = fc
  .tuple(
    fc.constantFrom('SYSCALL', 'EXECVE', 'PATH', 'CWD', 'PROCTITLE', 'USER_CMD', 'X'),
    fc.integer({ min: 1, max: 3 }),
    fc.array(
      fc.tuple(
        fc.constantFrom('pid=', 'uid=', 'auid=', 'key=', 'name=', 'exe=', 'a0=', 'a1=', 'a2=', 'a1[0]=', 'a1[1]=', 'a4=', 'argc=', 'proctitle=', 'constructor=', '__proto__=', 'x=', '='), // prettier-ignore
        fc.constantFrom('1', '-1', '007', '-0', '4294967295', '123456789012345678', '"a b"', '""', '', '?', '(null)', '(none)', '2F62696E', '2F', '2f62', 'C3A4', 'C3', 'FF00', '00', '"2F"', '"open', 'word word', "'acct=1 res=no'", "'words'", "'", 'x"y'), // prettier-ignore
        fc.constantFrom(' ', ' ', ' ', '\u001d', '  ', '', '\r'),
      ),
      { maxLength: 9 },
    ),
  )
  .map(([type, serial, fields]) => `type=${type} msg=audit(1551485405.594:${serial}): ${fields.map((field) => field.join('')).join('')}`); // prettier-ignore

test('any log reads as the plain way does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      expect(await quickRows(lines)).toEqual(plainRows(lines));
    }),
    { numRuns: 500, seed: 7 },
  );
});

test('any line has the fields of the plain way', () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(parseAuditLine(text)?.fields).toEqual(plainFields(text.slice(text.indexOf('):') + 2)));
    }),
    { numRuns: 2_000, seed: 7 },
  );
});

const logFile = '../shared/oracle/auditd-logfile/input.txt';

test.skipIf(!existsSync(logFile))(`a real log reads as the plain way does (needs ${logFile})`, async () => {
  const lines = readFileSync(logFile, 'utf8').split('\n').filter((text) => text !== ''); // prettier-ignore
  const byId = (rows: readonly Readonly<Record<string, unknown>>[]) =>
    new Map(rows.map((row) => [row['mssg_id'], row]));
  expect(byId(await quickRows(lines))).toEqual(byId(plainRows(lines)));
});
