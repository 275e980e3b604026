import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { otx } from '@pivotkit/plugin-otx';
import { pluginSuite, startSimulator, type RoutedRequest, type SimulatedReply } from '@pivotkit/testkit';
import { test } from 'vitest';

const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const md5 = '44d88612fea8a8f36de82e1278abb02f';

const isUnknown = (value: string): boolean => /unknown|^9\.9|^f+$/.test(value);

const pulse = (name: string) => ({
  id: name,
  name,
  modified: '2026-01-02T03:04:05.000000',
  created: '2026-01-01T00:00:00.000000',
  tags: ['botnet'],
  references: ['https://example.org/report'],
  adversary: 'Example Bear',
  malware_families: [{ id: 'x', display_name: 'X' }],
  attack_ids: [{ id: 'T1071', display_name: 'T1071 - Application Layer Protocol' }],
});

const general = ({ params: { value = '' } }: RoutedRequest): SimulatedReply => {
  const pulses = isUnknown(value) ? [] : [pulse(`about ${value}`), pulse('another')];
  return {
    json: {
      indicator: value,
      ...(isUnknown(value) ? {} : { base_indicator: { id: 7, indicator: value } }),
      validation: [],
      false_positive: [],
      pulse_info: { count: pulses.length, pulses },
    },
  };
};

const passiveDns = ({ params: { value = '' } }: RoutedRequest): SimulatedReply => ({
  json: {
    passive_dns: isUnknown(value)
      ? []
      : ['a', 'b'].map((name) => ({
          hostname: `${name}.${value.length}.example.net`,
          address: '8.8.4.4',
          record_type: 'A',
          first: '2026-01-02T03:04:05',
          last: '2026-02-03T04:05:06',
          asn: 'AS64500 example',
        })),
  },
});

pluginSuite({ test }, otx, {
  except: { setup: 'the sections share one look-up; what each makes of its replies is tested by samples of them' },
  readme: readFileSync('plugins/otx/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/api/v1',
      auth: { header: 'x-otx-api-key', value: secret('apiKey') },
      routes: [
        { path: '/user/me', reply: () => ({ json: { username: 'me' } }) },
        { path: '/indicators/:type/:value/general', reply: general },
        { path: '/indicators/:type/:value/passive_dns', reply: passiveDns },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'otx.general': {
      known: {
        IpAddress: ['8.8.8.8', '1.0.0.10'],
        Dns: ['www.example.com', 'mail.example.org'],
        Url: ['https://www.example.com/a?b=c'],
        FileHash: [sha256, md5],
        File: [File.create({ name: 'a.exe', sha256 })],
      },
      unknown: {
        IpAddress: ['9.9.9.9'],
        Dns: ['unknown.example.com'],
        Url: ['https://www.example.com/unknown'],
        FileHash: ['f'.repeat(64)],
      },
      rows: { '8.8.8.8': { judgement: 'malicious', pulses: 2, techniques: ['T1071'] } },
    },
    'otx.passiveDns': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'], Dns: ['www.example.com', 'mail.example.org'] },
      unknown: { IpAddress: ['9.9.9.9'], Dns: ['unknown.example.com'] },
    },
  },
});
