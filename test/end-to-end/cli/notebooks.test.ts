import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../tools/source-files.ts';
import { pivotkit, removeFolder, workFolder } from './run-cli.ts';

interface Case {
  readonly file: string;
  readonly column: string;
}

/** Locates every address of a file: all rows come back, in order, with every cell as it was. */
async function expectEveryRow({ file, column }: Case): Promise<void> {
  const folder = workFolder();
  const output = join(folder, 'located.csv');
  const { code, err } = await pivotkit(
    [
      'pivot',
      'IpAddress.geolocation',
      '--input',
      file,
      '--column',
      column,
      '--join',
      'left',
      '--prefix',
      'geo_',
      '--output',
      output,
    ],
    { cwd: repositoryRoot },
  );
  const before = readCsv(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const after = readCsv(readFileSync(output, 'utf8'));
  removeFolder(folder);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`${before.size.toLocaleString('en')} rows`) });
  expect(after.size).toBe(before.size);
  expect(after.select(...before.columnNames).toRows()).toEqual(before.toRows());
  const countries = after.cells('geo_countryCode').filter((cell) => cell !== null);
  const found = after.cells('geo_geolocation.status').filter((status) => status === 'found');
  expect(found.length).toBe(countries.length);
}

describe('data of this repository', () => {
  test.each<Case>([
    { file: join(repositoryRoot, 'examples', 'data', 'network-flows.csv'), column: 'destinationIp' },
    { file: join(repositoryRoot, 'examples', 'data', 'dns.csv'), column: 'clientIp' },
    { file: join(repositoryRoot, 'examples', 'data', 'logons.csv'), column: 'sourceIp' },
  ])('$column of $file', expectEveryRow);
});

const notebooks = join(repositoryRoot, '..', 'shared', 'data', 'notebooks');

describe.skipIf(!existsSync(notebooks))(
  "the notebooks' data (skipped where ../shared/data/notebooks is absent)",
  () => {
    test.each([
      { file: 'az_net_flows.csv', column: 'AllExtIPs' },
      { file: 'az_net_flows.csv', column: 'VMIPAddress' },
      { file: 'ip_locs.csv', column: 'IpAddress' },
      { file: 'host_logons.csv', column: 'IpAddress' },
      { file: 'demo_exchange_data.csv', column: 'ClientIP' },
      { file: 'sudo_data.csv', column: 'HostIP' },
      { file: 'sudo_session_test.csv', column: 'HostIP' },
      { file: 'syslog_data.csv', column: 'HostIP' },
    ])('$column of $file', ({ file, column }) => expectEveryRow({ file: join(notebooks, file), column }));
  },
);
