import { get, httpProvider, type ListDeclaration } from '@pivotkit/core';
import { WarningIndex } from './warning-index.ts';
import { warningListSchema, type WarningListFile } from './warning-list.ts';

export const hosts = ['raw.githubusercontent.com'];

export interface Settings {
  readonly refreshHours: number;
  readonly baseUrl?: string | undefined;
}

const provider = httpProvider<Settings>({
  name: 'MISP warning lists',
  baseUrl: 'https://raw.githubusercontent.com/MISP/misp-warninglists/main/lists',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
});

/** A list by the name of its folder in the repository. */
export const fetchedWarnings = (folder: string): ListDeclaration<WarningListFile, WarningIndex, Settings> => ({
  name: `the warning list ${folder}`,
  provider,
  request: () => get`/${folder}/list.json`,
  reply: warningListSchema,
  index: (file) => new WarningIndex([file]),
  size: ({ size }) => size,
  refreshMs: ({ refreshHours }) => refreshHours * 3_600_000,
  staleMs: 30 * 86_400_000,
});
