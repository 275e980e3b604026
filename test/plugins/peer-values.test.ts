import { createSession, Table } from '@pivotkit/core';
import { components } from '@pivotkit/plugin-components';
import { decode } from '@pivotkit/plugin-decode';
import { ioc } from '@pivotkit/plugin-ioc';
import { describe, expect, test } from 'vitest';
import { hasOracle, oracleColumn, oracleFolder, oracleJson, type OracleTable } from '../support/oracle.ts';

const name = 'pivot-others';

interface Answers {
  readonly [call: string]: { readonly output?: OracleTable; readonly error?: string } | undefined;
}

/** What the peer's pivots without a data provider answer; what differs is in docs/differences.md. */
describe.skipIf(!hasOracle(name))(
  `values of pivots that need no provider (needs ${oracleFolder}/${name})`,
  async () => {
    const inputs = oracleJson<Record<'proc' | 'dom' | 'urls', OracleTable>>(name, 'input.json');
    const peer = oracleJson<Answers>(name);
    const session = await createSession({ plugins: [components, decode, ioc] });
    const answer = (call: string): OracleTable =>
      peer[`${call} join=None`]?.output ?? { columns: [], index: [], data: [] };
    const column = (table: OracleTable | undefined, of: string): Table<Record<string, string>> =>
      Table.fromRows((table === undefined ? [] : oracleColumn(table, of)).map((cell) => ({ [of]: String(cell) })));

    test('b64decode: the same texts and hashes; a hash is no base64 here', async () => {
      const expected = answer('Process.util.b64decode');
      const found = await session
        .from(column(inputs.proc, 'cmdline'))
        .verb('decode.base64', { column: 'cmdline' })
        .run();
      const ours = found.toRows().map((row) => [row.src_index, row.original_string, row.decoded_string, row.sha256]);
      const theirs = ['src_index', 'original_string', 'decoded_string', 'sha256'].map((of) =>
        oracleColumn(expected, of),
      );
      const rows = expected.data.map((_, row) => theirs.map((cells) => cells[row]));
      expect(ours).toEqual(rows.filter(([, original]) => !/^[0-9a-f]{32}$/.test(String(original))));
      expect(rows.length - ours.length).toBe(1);
    });

    test('extract_iocs: the same observables in the same rows', async () => {
      const expected = answer('Url.util.extract_iocs');
      const found = await session
        .from(column(inputs.proc, 'cmdline'))
        .verb('ioc.extract', { columns: ['cmdline'] })
        .run();
      const ours = found.toRows().map((row) => [row.IoCType, row.Observable, row.SourceIndex].map(String).join(' '));
      const [types, observables, rows] = ['IoCType', 'Observable', 'SourceIndex'].map((of) =>
        oracleColumn(expected, of),
      );
      const theirs = expected.data.map((_, row) =>
        [types?.[row], observables?.[row], rows?.[row]].map(String).join(' '),
      );
      expect(ours).toEqual(expect.arrayContaining(theirs));
    });

    test('dns_components, dns_validate_tld: the same parts; a suffix nobody gives out is none', async () => {
      const parts = answer('Dns.util.dns_components');
      const known = oracleColumn(answer('Dns.util.dns_validate_tld'), 'result').map((text) => text === 'True');
      const found = await session.entities.Dns.components.domain(column(inputs.dom, 'd'), {
        column: 'd',
        join: 'left',
      });
      const ours = found.toRows().map(({ subdomain, suffix, isKnownSuffix }) => ({ subdomain, suffix, isKnownSuffix }));
      expect(ours.map(({ isKnownSuffix }) => isKnownSuffix)).toEqual(known);
      known.forEach((isKnown, row) => {
        if (!isKnown) return;
        const text = (of: string): unknown => oracleColumn(parts, of)[row] || null;
        expect([ours[row]?.subdomain || null, ours[row]?.suffix]).toEqual([text('subdomain'), text('suffix')]);
      });
    });

    test('url_components: the same parts; without a scheme it is no URL', async () => {
      const parts = answer('Url.util.url_components');
      const found = await session.entities.Url.components.url(column(inputs.urls, 'u'), { column: 'u', join: 'left' });
      const ours = found.toRows();
      const of = (part: string, row: number): unknown => oracleColumn(parts, part)[row];
      expect(ours).toHaveLength(3);
      for (const row of [0, 2])
        expect({ ...ours[row] }).toMatchObject({
          scheme: of('scheme', row),
          host: of('host', row),
          port: of('port', row),
          path: of('path', row),
          query: of('query', row),
          fragment: of('fragment', row),
        });
      expect(ours[1]).toMatchObject({ scheme: null, host: null });
    });

    test('every join answers, where the peer fails with any', async () => {
      expect(peer['Dns.util.dns_components join=left']?.error).toBeDefined();
      for (const join of ['left', 'inner', 'right', 'outer'] as const) {
        const found = await session.entities.Dns.components.domain(column(inputs.dom, 'd'), { column: 'd', join });
        expect(found.size).toBeGreaterThan(2);
      }
    });
  },
);
