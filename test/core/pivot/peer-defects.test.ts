import {
  createSession,
  definePivot,
  definePlugin,
  found,
  notFound,
  number,
  Table,
  text,
  boolean,
  type Row,
} from '@pivotkit/core';
import { Dns, IpAddress, Url } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { ownersPlugin } from '../../support/plugins.ts';

/**
 * The pivots over single values that raise KeyError in the peer when they are left-joined to a table whose column has
 * another name than their parameter; here stand-ins of the same shape, which answer from what is at hand.
 */
const valuePivots = definePlugin({
  name: 'value',
  version: '1.0.0',
  description: 'Pivots over one value',
  pivots: [
    definePivot({
      name: 'value.urlComponents',
      description: 'Parts of a URL',
      from: [Url],
      rowsPerInput: 'at-most-one',
      columns: { scheme: text('Scheme'), host: text('Host') },
      sharing: { reaches: 'nobody' },
      lookup: (inputs) =>
        inputs.map(({ url }) => found({ scheme: new URL(url ?? '').protocol, host: new URL(url ?? '').hostname })),
    }),
    ...(['dnsComponents', 'dnsValidateTld', 'dnsInAbuseList', 'dnsIsResolvable'] as const).map((question) =>
      definePivot({
        name: `value.${question}`,
        description: 'A fact about a name',
        from: [Dns],
        rowsPerInput: 'at-most-one',
        columns: {
          domain: text('The name, which the peer overwrites with its input'),
          result: boolean('Whether it is so'),
        },
        sharing: { reaches: 'nobody' },
        lookup: (inputs) =>
          inputs.map(({ key }) => found({ domain: key.split('.').slice(-2).join('.'), result: true })),
      }),
    ),
    definePivot({
      name: 'value.dnsResolve',
      description: 'Addresses of a name',
      from: [Dns],
      rowsPerInput: 'many',
      columns: { response: text('Address') },
      sharing: { reaches: 'nobody' },
      lookup: (inputs) =>
        inputs.map(({ key }) =>
          key === 'www.example.com' ? found([{ response: '192.0.2.1' }, { response: '192.0.2.2' }]) : notFound(),
        ),
    }),
    definePivot({
      name: 'value.whoisAsn',
      description: 'Network of an address',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { asn: number('Number') },
      sharing: { reaches: 'nobody' },
      lookup: (inputs) => inputs.map(({ key }) => (key === '8.8.8.8' ? found({ asn: 15169 }) : notFound())),
    }),
    definePivot({
      name: 'value.ipRevResolve',
      description: 'Name of an address',
      from: [IpAddress],
      rowsPerInput: 'at-most-one',
      columns: { response: text('Name') },
      sharing: { reaches: 'nobody' },
      lookup: (inputs) => inputs.map(({ key }) => (key === '8.8.8.8' ? found({ response: 'dns.google' }) : notFound())),
    }),
  ],
});

const rows = [
  { Target: 'https://www.example.com/a', Name: 'www.example.com', Address: '8.8.8.8' },
  { Target: null, Name: 'nowhere.example.com', Address: null },
  { Target: 'https://www.example.com/a', Name: 'www.example.com', Address: '10.0.0.1' },
];

describe('a left join of a pivot over single values keeps every row, whatever the column is called', () => {
  test.each([
    ['Url', 'value.urlComponents', 'Target', 'host', ['www.example.com', null, 'www.example.com']],
    ['Dns', 'value.dnsComponents', 'Name', 'domain', ['example.com', 'example.com', 'example.com']],
    ['Dns', 'value.dnsValidateTld', 'Name', 'result', [true, true, true]],
    ['Dns', 'value.dnsInAbuseList', 'Name', 'result', [true, true, true]],
    ['Dns', 'value.dnsIsResolvable', 'Name', 'result', [true, true, true]],
    ['Dns', 'value.dnsResolve', 'Name', 'response', ['192.0.2.1', '192.0.2.2', null, '192.0.2.1', '192.0.2.2']],
    ['IpAddress', 'value.whoisAsn', 'Address', 'asn', [15169, null, null]],
    ['IpAddress', 'value.ipRevResolve', 'Address', 'response', ['dns.google', null, null]],
  ])('%s.%s', async (...[kind, name, column, answer, expected]) => {
    const session = await createSession({ plugins: [valuePivots] });
    const frame = await session.pivot(kind, name)(Table.fromRows<Row>(rows), { column, join: 'left' });
    expect(frame.toRows().map((row) => Reflect.get(row, answer))).toEqual(expected);
  });
});

test('keys are equal whatever the case where the kind says so', async () => {
  const session = await createSession({ plugins: [valuePivots, ownersPlugin()] });
  const names = await session.entities.Dns.value.dnsResolve(['WWW.Example.COM.', 'www.example.com']);
  expect(names.toRows().map((row) => row.response)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2']);
  const addresses = await session.entities.IpAddress.owners([
    '2001:4860:4860::8888',
    '2001:4860:4860:0::8888'.toUpperCase(),
  ]);
  expect(addresses.toRows().map((row) => row.owner)).toEqual(['Google', 'Google']);
});

test('a table join can ignore case', () => {
  const left = Table.fromRows([{ host: 'WEB-01' }, { host: 'web-02' }]);
  const right = Table.fromRows([{ name: 'web-01', site: 'Oslo' }]);
  const joined = left.join(right, { left: 'host', right: 'name', ignoreCase: true });
  expect(joined.toRows().map(({ host, site }) => [host, site])).toEqual([
    ['WEB-01', 'Oslo'],
    ['web-02', null],
  ]);
});

test('three rows with one address twice stay three rows, and are two look-ups', async () => {
  const asked: string[] = [];
  const session = await createSession({ plugins: [ownersPlugin(asked)] });
  const table = Table.fromRows([{ ip: '8.8.8.8' }, { ip: '1.1.1.1' }, { ip: '8.8.8.8' }]);
  const frame = await session.entities.IpAddress.owners(table, { column: 'ip' });
  expect(frame.toRows().map((row) => row.owner)).toEqual(['Google', 'Cloudflare', 'Google']);
  expect(asked).toEqual(['8.8.8.8', '1.1.1.1']);
});

test('the join leaves no helper columns behind and renames none of the caller’s', async () => {
  const session = await createSession({ plugins: [ownersPlugin()] });
  const frame = await session.entities.IpAddress.owners(Table.fromRows([{ ip: '8.8.8.8', b: 1 }]), { column: 'ip' });
  expect(frame.columnNames).toEqual(['ip', 'b', 'owner', 'neighbours', 'owners.status']);
});
