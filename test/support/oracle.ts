import { existsSync, readFileSync } from 'node:fs';

/** What the peer computed, cell by cell, where it is at hand. */
export const oracleFolder = '../shared/oracle';

export const hasOracle = (name: string): boolean => existsSync(`${oracleFolder}/${name}/expected.json`);

export const oracleText = (name: string, file: string): string => {
  const path = `${oracleFolder}/${name}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** Bodies of suites run even where they are skipped: then there is nothing expected. */
export const oracleJson = <T>(name: string, file = 'expected.json'): Partial<T> =>
  JSON.parse(oracleText(name, file) || '{}') as Partial<T>;

/** A table of the peer. */
export interface OracleTable {
  readonly columns: readonly string[];
  readonly index: readonly number[];
  readonly data: readonly (readonly unknown[])[];
}

export const oracleColumn = ({ columns, data }: OracleTable, name: string): unknown[] =>
  data.map((row) => row[columns.indexOf(name)]);

/** Times of the peer have no zone and six digits. */
export const oracleTime = (text: unknown): number => Date.parse(`${String(text).replace(/Z$/, '').slice(0, 23)}Z`);
