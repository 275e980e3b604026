import {
  cellText,
  columnMissing,
  defineVerb,
  distinctCells,
  inTurns,
  withColumns,
  type Column,
  type Table,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { numberOfRows, profileColumn, type ColumnProfiles } from './column-profiles.ts';
import { processColumns } from './columns.ts';
import { lastSegment, logScore } from './text-features.ts';

/** Names under which tables of processes have what the features are made of; the first that is there counts. */
const usualNames = {
  path: ['NewProcessName', 'FolderPath', 'ProcessPath', 'Image', 'exe', 'path'],
  commandLine: ['CommandLine', 'ProcessCommandLine', 'cmdline', 'commandLine'],
  session: ['SubjectLogonId', 'AccountLogonId', 'LogonId', 'auid', 'ses'],
} as const;

/** 0x3e7 is LOCAL SYSTEM on Windows; -1, also written unsigned, is no login on Linux. */
const systemSessions = ['0x3e7', '999', '-1', '4294967295'];

const options = z.strictObject({
  pathColumn: z
    .string()
    .optional()
    .describe('Column of paths. Default: NewProcessName, FolderPath, ProcessPath, Image, exe or path.'),
  commandLineColumn: z
    .string()
    .optional()
    .describe('Column of command lines. Default: CommandLine, ProcessCommandLine, cmdline or commandLine.'),
  sessionColumn: z
    .string()
    .optional()
    .describe(
      'Column of logon sessions. Default: SubjectLogonId, AccountLogonId, LogonId, auid or ses; none is no error.',
    ),
  systemSessions: z
    .array(z.string())
    .default(systemSessions)
    .describe('Sessions of the system itself, in any case of letters'),
});

/**
 * Numbers that say how process events are alike: of their paths, command lines and sessions, of Windows or Linux.
 * Rows: n → n, order kept. A null path or command line counts as an empty one.
 * @throws TABLE_COLUMN_MISSING when there is no column of paths or of command lines.
 */
export const processFeatures = defineVerb({
  name: 'cluster.features',
  description: 'Adds numbers that say how process events are alike: of their paths, command lines and sessions',
  options,
  columns: processColumns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(processes).verb('cluster.features', {})"],
  run: async (table, given, call: VerbCall) => {
    const path = columnFor(table, given.pathColumn, usualNames.path);
    const commandLine = columnFor(table, given.commandLineColumn, usualNames.commandLine);
    const session = given.sessionColumn ?? usualNames.session.find((name) => table.hasColumn(name));
    const profiles = await inTurns(profileBoth(table, path, commandLine), call);
    return withColumns(table, {
      ...featureColumns(profiles),
      isSystemSession: sessionColumn(table, session, given.systemSessions),
    });
  },
});

function columnFor(table: Table<object>, given: string | undefined, usual: readonly [string, ...string[]]): string {
  const found = given ?? usual.find((name) => table.hasColumn(name));
  if (found === undefined) throw columnMissing(usual[0], table.columnNames, ` (nor ${usual.slice(1).join(', ')})`);
  return found;
}

interface Profiles {
  readonly path: ColumnProfiles;
  readonly command: ColumnProfiles;
}

function* profileBoth(table: Table<object>, path: string, commandLine: string): Work<Profiles> {
  return { path: yield* profileColumn(table, path), command: yield* profileColumn(table, commandLine) };
}

function featureColumns({ path, command }: Profiles): Record<string, Column> {
  return {
    processName: nameColumn(path),
    pathScore: column('pathScore', path, ({ ordinals }) => ordinals),
    pathLogScore: column('pathLogScore', path, ({ ordinals }) => logScore(ordinals)),
    pathHash: column('pathHash', path, ({ hash }) => hash),
    commandlineLen: column('commandlineLen', command, ({ length }) => length),
    commandlineLogLen: column('commandlineLogLen', command, ({ length }) => logScore(length)),
    commandlineTokensFull: column('commandlineTokensFull', command, ({ delimiters }) => delimiters),
    commandlineScore: column('commandlineScore', command, ({ ordinals }) => ordinals),
    commandlineTokensHash: column('commandlineTokensHash', command, ({ delimiterHash }) => delimiterHash),
  };
}

const column = (
  name: keyof typeof processColumns,
  profiles: ColumnProfiles,
  feature: (profile: ColumnProfiles['profiles'][number]) => number,
): Column => ({
  spec: processColumns[name],
  vector: { kind: 'number', numbers: numberOfRows(profiles, (_, profile) => feature(profile)) },
});

/** Names of a text column are distinct, those of paths need not be: each name gets one code. */
function nameColumn({ codes, texts }: ColumnProfiles): Column {
  const values: string[] = [];
  const codeOfName = new Map<string, number>();
  const codeOfText = Uint32Array.from(texts, (path) => {
    if (path === null) return 0;
    const name = lastSegment(path);
    const code = codeOfName.get(name) ?? values.push(name);
    codeOfName.set(name, code);
    return code;
  });
  const named = codes.map((code) => codeOfText[code] ?? 0);
  return { spec: processColumns.processName, vector: { kind: 'text', codes: named, values } };
}

function sessionColumn(table: Table<object>, name: string | undefined, system: readonly string[]): Column {
  const spec = processColumns.isSystemSession;
  if (name === undefined) return { spec, vector: { kind: 'boolean', flags: new Uint8Array(table.size).fill(2) } };
  const wanted = new Set(system.map((session) => session.toLowerCase()));
  const { codes, values } = distinctCells(table, name);
  const ofCode = [0, ...values.map((session) => Number(wanted.has(cellText(session).trim().toLowerCase())))];
  return { spec, vector: { kind: 'boolean', flags: flagsOf(codes, ofCode) } };
}

function flagsOf(codes: Uint32Array, ofCode: readonly number[]): Uint8Array {
  const flags = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) flags[row] = ofCode[codes[row] ?? 0] ?? 0;
  return flags;
}
