import { readFile } from 'node:fs/promises';
import { createSession, PivotKitError, Table } from '@pivotkit/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePlaybook, type PlaybookProblem } from '../../../core/src/playbook/index.ts';
import { ownersPlugin } from '../../support/plugins.ts';

const session = await createSession({ plugins: [ownersPlugin()] });
const example = await readFile('examples/playbooks/first-investigation.yaml', 'utf8');
const small = `name: p
parameters: { n: { type: number, default: 3 } }
input: { path: a.csv, types: { bytes: number } }
steps:
  - filter: bytes > param.n && row["host"].matches("a+")
  - derive: { kb: bytes / 1024 }
  - pivot: IpAddress.owners
    column: ip
    join: left
    options: {}
  - group: { by: [host], summarize: { n: count, total: sum(bytes) } }
  - sort: [{ column: n, descending: true }]
  - head: \${{ param.n }}
output: [{ path: out.csv, format: csv }]
summary: ["\${{ pipelines.main.rows }}"]
`;
const rows = Table.fromRows([{ ip: '8.8.8.8', bytes: 5, host: 'a' }]);

/** Compiles; whatever is wrong must be told as a fault of the playbook, at a place inside it. */
async function compileOrTell(text: string): Promise<boolean> {
  const lineCount = text.split('\n').length;
  try {
    await compilePlaybook(text, { file: 'p.yaml', folder: 'examples/playbooks', session, input: rows });
    return true;
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    if (error.code === 'PLAYBOOK_ARGUMENTS') return true;
    expect(error.code).toBe('PLAYBOOK_INVALID');
    const problems = error.details['problems'] as PlaybookProblem[];
    return problems.length > 0 && problems.every(({ line, column }) => line >= 1 && line <= lineCount && column >= 1);
  }
}

const pieces = [
  '',
  ' ',
  ':',
  '- ',
  '\n',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!x ',
  '|',
  '>',
  '${{',
  '}}',
  'null',
  '1',
  '~',
  '? ',
  '__proto__: 1\n',
  'Ä',
  '\t',
  '%',
];

const edits = fc.array(fc.record({ at: fc.nat(10_000), remove: fc.nat(12), insert: fc.constantFrom(...pieces) }), {
  minLength: 1,
  maxLength: 4,
});

test.each([
  ['a small playbook', small],
  ['the first investigation', example],
])('%s with anything changed compiles or says what is wrong and where', async (_, text) => {
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      let changed = text;
      for (const { at, remove, insert } of changes) {
        const place = at % (changed.length + 1);
        changed = changed.slice(0, place) + insert + changed.slice(place + remove);
      }
      return compileOrTell(changed);
    }),
    { numRuns: 150 },
  );
});

test('values of any type anywhere', async () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(null, 1, -0.5, true, '', 'x', 'bytes', '${{ param.n }}', 'count', '__proto__'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('pivot', 'column', 'filter', 'derive', 'join', 'by', 'x', 'path', 'steps'),
        tie('value'),
        { maxKeys: 3 },
      ),
    ),
  })).value;
  const key = fc.constantFrom('parameters', 'input', 'steps', 'output', 'pipelines', 'summary', 'version');
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, value, { maxKeys: 4 }),
      fc.array(value, { maxLength: 3 }),
      async (parts, steps) => compileOrTell(JSON.stringify({ name: 'p', steps, ...parts })),
    ),
    { numRuns: 600 },
  );
});
