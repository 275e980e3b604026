import { errorCodes } from '../../core/src/error/codes.ts';
import { scanSource } from './scan-source.ts';
import { readSource } from './source-files.ts';

const catalogue = 'core/src/error/codes.ts';
const entityErrors = 'entities/src/entity-error.ts';

export interface DocumentedCode {
  readonly code: string;
  /** The `// subject` comment of the catalogue under which the code stands. */
  readonly subject: string;
  readonly message: string;
  readonly hint: string;
}

/** Every code of the catalogue, in its order and under its subjects. */
export function catalogueCodes(): readonly DocumentedCode[] {
  const lines = readSource(catalogue).split('\n');
  let subject = 'general';
  const subjectOf = new Map<string, string>();
  for (const line of lines) {
    subject = /^ {2}\/\/ (.+)$/.exec(line)?.[1] ?? subject;
    const code = /^ {2}([A-Z][A-Z0-9_]*):/.exec(line)?.[1];
    if (code !== undefined) subjectOf.set(code, code === 'INTERNAL' ? 'our own faults' : subject);
  }
  return Object.entries(errorCodes).map(([code, { message, hint }]) => ({
    code,
    subject: subjectOf.get(code) ?? 'general',
    message,
    hint,
  }));
}

/** The codes of the errors of the entities package, which is below the catalogue and writes its messages itself. */
export function entityCodes(): readonly string[] {
  const { strings } = scanSource(readSource(entityErrors));
  return strings.map(({ text }) => text).filter((text) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text));
}

/** The page docs/errors.md: what each code says, and what to do about it. */
export function errorPage(): string {
  const codes = catalogueCodes();
  const subjects = [...new Set(codes.map(({ subject }) => subject))];
  const known = new Set(codes.map(({ code }) => code));
  const ofEntities = entityCodes().filter((code) => !known.has(code));
  return [
    '# Errors',
    '',
    '<!-- Written by `npm run docs:errors` from core/src/error/codes.ts; change it there. -->',
    '',
    'Every error is a `PivotKitError` (or an `EntityError`, which `PivotKitError.is` recognises too). Match on its `code`,',
    'which is stable; never on the text. `{words}` in braces are filled in from `error.details`.',
    'What happens to one row of a run is a status of that row, not an error.',
    '',
    ...subjects.flatMap((subject) => [
      `## ${capitalized(subject)}`,
      '',
      '| Code | What it says | What to do |',
      '| --- | --- | --- |',
      ...codes
        .filter((each) => each.subject === subject)
        .map(({ code, message, hint }) => `| \`${code}\` | ${cell(message)} | ${cell(hint)} |`),
      '',
    ]),
    ...(ofEntities.length === 0
      ? []
      : [
          '## Entities',
          '',
          'The message names the value, the reason and what was expected.',
          '',
          ...ofEntities.map((code) => `- \`${code}\``),
          '',
        ]),
  ].join('\n');
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string): string =>
  text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ')
    .replaceAll('<', '&lt;');
