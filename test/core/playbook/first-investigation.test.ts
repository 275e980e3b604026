import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, Table } from '@pivotkit/core';
import { feed } from '@pivotkit/plugin-feed';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { ioc } from '@pivotkit/plugin-ioc';
import { ip } from '@pivotkit/plugin-ip';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { expect, test } from 'vitest';
import { loadPlaybook } from '../../../core/src/playbook/index.ts';
import { fixedClock } from '../../support/clock.ts';

const lists = [
  { name: 'observables', path: 'observables.csv' },
  { name: 'networks', path: 'networks.txt' },
  { name: 'misp', path: 'misp-event.json' },
  { name: 'stix', path: 'stix-bundle.json' },
];

// The example as `npm start` runs it: recorded replies, local lists, no network. What is bad is found from all three.
const openSession = (print: (text: string) => void = () => {}) =>
  createSession({
    plugins: [ip, ioc, geolocation, virustotal, feed],
    config: { feed: { lists } },
    configFolder: 'examples/data/indicators',
    replay: 'examples/replies',
    // Some indicators have expired by then.
    clock: { ...fixedClock(), now: () => new Date('2026-11-20T00:00:00Z') },
    print,
  });

test('the first investigation says what the sample week is about', async () => {
  const printed: string[] = [];
  await using session = await openSession((text) => void printed.push(text));
  const outputFolder = await mkdtemp(join(tmpdir(), 'playbook-'));
  try {
    const playbook = await loadPlaybook('examples/playbooks/first-investigation.yaml', session);
    const result = await playbook.run({ outputFolder });
    const told = [
      ...result.pipelines.map(
        ({ name, rows, unanswered }) => `${name}: ${rows} rows, ${unanswered} of them without an answer`,
      ),
      '',
      ...printed,
      ...result.summary,
      '',
      'out/observables.csv begins',
      ...(await lines(outputFolder, 'out/observables.csv')).slice(0, 12),
      '',
      'out/suspects.json',
      JSON.stringify(JSON.parse((await lines(outputFolder, 'out/suspects.json')).join('\n')), undefined, 1),
    ];
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('golden/first-investigation.txt');
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
});

const lines = async (folder: string, path: string): Promise<string[]> =>
  (await readFile(join(folder, path), 'utf8')).split(/\r?\n/);

test('the check of addresses takes any table and any column', async () => {
  await using session = await openSession();
  const playbook = await loadPlaybook('examples/playbooks/check-addresses.yaml', session, {
    input: Table.fromRows([{ src: '30[.]77[.]161[.]42' }, { src: '10.0.0.1' }, { src: ' 30.77.161.42' }, { src: 'x' }]),
    parameters: { column: 'src' },
  });
  const { pipelines } = await playbook.run();
  expect(pipelines[0]?.frame?.toRows()).toMatchObject([
    { checkedAddress: '30.77.161.42', rows: 2, feed_judgement: 'malicious', virustotal_malicious: 13 },
    { checkedAddress: '10.0.0.1', rows: 1, 'virustotal_virustotal.report.status': 'skipped(not-public)' },
  ]);
});
