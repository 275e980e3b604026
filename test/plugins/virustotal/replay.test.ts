import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, readTable } from '@pivotkit/core';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = 'examples/replies/virustotal';
const connect = () => createSession({ plugins: [virustotal], replay: 'examples/replies' });

let session: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  session = await connect();
});
afterAll(() => session.close());

interface Recorded {
  readonly request: { readonly url: string };
  readonly response: { readonly status: number };
}

const recorded = readdirSync(folder).map((name): [string, Recorded] => [
  name,
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
]);

/** Value of the entity that a recorded reply is about. */
function askedAbout({ request }: Recorded): string {
  const last = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '');
  return request.url.includes('/urls/') ? Buffer.from(last, 'base64url').toString('utf8') : last;
}

const ofKind = (prefix: string): Recorded[] =>
  recorded.filter(([name]) => name.startsWith(prefix)).map(([, reply]) => reply);

const expected = (replies: readonly Recorded[]): string[] =>
  replies.map(({ response }) => (response.status === 200 ? 'found' : 'not-found'));

describe('every recorded reply of the sample week answers its question', () => {
  test('addresses', async () => {
    const replies = ofKind('ip-');
    const frame = await session.entities.IpAddress.virustotal.report(replies.map(askedAbout));
    expect(frame.toRows().map((row) => row['virustotal.report.status'])).toEqual(expected(replies));
  });

  test('domains', async () => {
    const replies = ofKind('domain-');
    const frame = await session.entities.Dns.virustotal.report(replies.map(askedAbout));
    expect(frame.toRows().map((row) => row['virustotal.report.status'])).toEqual(expected(replies));
  });

  test('URLs', async () => {
    const replies = ofKind('url-');
    const frame = await session.entities.Url.virustotal.report(replies.map(askedAbout));
    expect(frame.toRows().map((row) => row['virustotal.report.status'])).toEqual(expected(replies));
  });

  test('hashes, also as files', async () => {
    const replies = ofKind('file-');
    const { File, FileHash } = session.entities;
    const values = replies.map(askedAbout);
    const ofHashes = await FileHash.virustotal.report(values);
    expect(ofHashes.toRows().map((row) => row['virustotal.report.status'])).toEqual(expected(replies));
    const files = values.map((sha256) => File.create({ fullPath: `C:\\x\\${sha256.slice(0, 4)}.exe`, sha256 }));
    const ofFiles = await File.virustotal.report(files);
    expect(ofFiles.toRows().map((row) => row['virustotal.report.status'])).toEqual(expected(replies));
  });
});

describe('over the tables of the sample week', () => {
  const outcomes = (rows: readonly object[]): Set<unknown> =>
    new Set(rows.map((row) => Reflect.get(row, 'virustotal.report.status')));

  test.each(['sourceIp', 'destinationIp'])(
    'flows, %s: public addresses are answered, others never asked',
    async (column) => {
      const flows = await readTable('examples/data/network-flows.csv');
      const pipeline = session.from(flows).pivot(session.entities.IpAddress.virustotal.report, { column });
      const rows = (await pipeline.run()).toRows();
      expect(rows.length).toBe(flows.size);
      const answered = new Set([
        'found',
        'not-found',
        'skipped(not-public)',
        'skipped(not-an-entity)',
        'skipped(no-value)',
      ]);
      expect([...outcomes(rows)].filter((status) => !answered.has(String(status)))).toEqual([]);
    },
  );

  test('process events: every hash is answered, an empty one is no question', async () => {
    const events = await readTable('examples/data/process-events.csv');
    const pipeline = session.from(events).pivot(session.entities.FileHash.virustotal.report, { column: 'sha256' });
    const frame = await pipeline.run();
    expect(frame.size).toBe(events.size);
    expect(outcomes(frame.toRows())).toEqual(new Set(['found', 'not-found', 'skipped(no-value)']));
  });
});

describe('over the names and web addresses of the sample week', () => {
  const answered = new Set(['found', 'not-found', 'skipped(not-public)', 'skipped(no-value)']);
  const unanswered = (rows: readonly object[]): unknown[] =>
    rows.map((row) => Reflect.get(row, 'virustotal.report.status')).filter((status) => !answered.has(String(status)));

  test('DNS questions and their answers', async () => {
    const { Dns, IpAddress } = session.entities;
    const questions = await readTable('examples/data/dns.csv');
    const names = await session.from(questions).pivot(Dns.virustotal.report, { column: 'query' }).run();
    expect(unanswered(names.toRows())).toEqual([]);
    const addresses = questions
      .toRows()
      .flatMap(({ answers }) => (typeof answers === 'string' ? answers.split(';') : []));
    expect(unanswered((await IpAddress.virustotal.report(addresses)).toRows())).toEqual([]);
  });

  test('command lines', async () => {
    const events = (await readTable('examples/data/process-events.csv')).toRows();
    const urls = events.flatMap(({ commandLine }) =>
      typeof commandLine === 'string' ? (commandLine.match(/https?:\/\/[^\s"']+/g) ?? []) : [],
    );
    expect(new Set(urls).size).toBe(15);
    expect(unanswered((await session.entities.Url.virustotal.report(urls)).toRows())).toEqual([]);
  });
});

describe('what the story needs', () => {
  test.each([
    ['30[.]77.161.42', 'malicious', 13, 'high'],
    ['30.77.163.9', 'suspicious', 1, 'warning'],
    ['26.201.9.130', 'unknown', 0, 'unknown'],
    ['8.8.8.8', 'benign', 0, 'information'],
    ['2606:4700:4700:0:0:0:0:1111', 'benign', 0, 'information'],
  ])('%s is %s', async (address, judgement, malicious, severity) => {
    const frame = await session.entities.IpAddress.virustotal.report(address);
    expect(frame.row(0)).toMatchObject({ judgement, malicious, severity });
  });

  test('what is not recorded says so, and costs no other row', async () => {
    const frame = await session.entities.IpAddress.virustotal.report(['8.8.8.8', '8.8.7.7']);
    expect(frame.toRows().map((row) => row['virustotal.report.status'])).toEqual(['found', 'failed(REPLAY_MISSING)']);
    expect(frame.why(1, 'judgement')?.note).toContain('No recorded reply to GET https://www.virustotal.com/api/v3/');
  });
});
