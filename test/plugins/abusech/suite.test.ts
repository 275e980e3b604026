import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { abusech } from '@pivotkit/plugin-abusech';
import { pluginSuite, startSimulator, type SuiteSetup } from '@pivotkit/testkit';
import { listRules } from '../../support/list-rules.ts';
import { test } from 'vitest';

const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const md5 = '44d88612fea8a8f36de82e1278abb02f';
const sha1 = '3395856ce81f2b7382dee72602f798b642f14140';
const zeros = '0'.repeat(64);

const isUnknown = (text: string): boolean => /example\.net|9\.9\.9\.9|0{32}/.test(text);
const ok = (body: object) => ({ json: { query_status: 'ok', ...body } });

const url = {
  url: 'http://www.example.com/a',
  url_status: 'online',
  urlhaus_reference: 'https://urlhaus.abuse.ch/url/1/',
  date_added: '2026-09-19 01:33:26 UTC',
  threat: 'malware_download',
  reporter: 'analyst',
  tags: ['emotet'],
};

const indicator = (ioc: string, type: string) => ({
  id: '12',
  ioc,
  ioc_type: type,
  threat_type: 'botnet_cc',
  malware_printable: 'ExampleRAT',
  confidence_level: 90,
  first_seen: '2026-09-05 13:51:11 UTC',
  last_seen: null,
  reporter: 'analyst',
  tags: ['c2'],
});

function indicatorOf(term: string) {
  if (term.includes('://')) return indicator(term, 'url');
  return /^[\d.]+$/.test(term) ? indicator(`${term}:443`, 'ip:port') : indicator(term, 'domain');
}

const sample = {
  sha256_hash: sha256,
  sha1_hash: sha1,
  md5_hash: md5,
  first_seen: '2026-08-25 19:43:26',
  file_name: 'sample.msi',
  file_size: 5891,
  signature: 'ExampleRAT',
  tags: ['msi'],
  yara_rules: [{ rule_name: 'Example' }],
};

const listed = { Dns: ['www.example.com', 'www.example.org'], IpAddress: ['8.8.8.8', '1.0.0.10'] };
const hashes = { FileHash: [sha256, md5], File: [File.create({ name: 'a', sha256 })] };
const unlisted = { Dns: ['www.example.net'], IpAddress: ['9.9.9.9'], FileHash: [zeros] };
const urls = { Url: ['http://www.example.com/a', 'http://www.example.org/b'] };

const setup: SuiteSetup = {
  readme: readFileSync('plugins/abusech/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      auth: {
        accepts: ({ headers, path }) => path.startsWith('/l/') || headers['auth-key'] === secret('authKey'),
        refusal: { status: 403, json: { query_status: 'unknown_auth_key' } },
      },
      routes: [
        {
          method: 'POST',
          path: '/uh/:what/',
          reply: ({ params: { what = '' }, body, form }) => {
            if (isUnknown(body)) return { json: { query_status: 'no_results' } };
            if (what === 'url') return ok({ ...url, url: form['url'] });
            if (what === 'host') return ok({ host: form['host'], firstseen: '2026-09-15 07:09:01 UTC', url_count: '1', urls: [url] }); // prettier-ignore
            return ok({ md5_hash: md5, sha256_hash: sha256, file_type: 'doc', file_size: '137216', url_count: '1', urls: [url] }); // prettier-ignore
          },
        },
        {
          method: 'POST',
          path: '/tf/',
          reply: ({ json, body }) => {
            if (isUnknown(body)) return { json: { query_status: 'no_result', data: 'nothing' } };
            const term: unknown = Reflect.get(Object(json), 'search_term');
            return ok({ data: [typeof term === 'string' ? indicatorOf(term) : indicator('8.8.8.8:443', 'ip:port')] });
          },
        },
        {
          method: 'POST',
          path: '/mb/',
          reply: ({ body }) =>
            isUnknown(body) ? { json: { query_status: 'hash_not_found' } } : ok({ data: [sample] }),
        },
        {
          path: '/l/downloads/ipblocklist.json',
          reply: () => ({
            json: ['8.8.8.8', '1.0.0.10'].map((ip_address) => ({ ip_address, port: 443, status: 'online', malware: 'Emotet', as_number: 64_500, first_seen: '2026-01-17 18:58:25' })), // prettier-ignore
          }),
        },
        {
          path: '/l/blacklist/sslblacklist.csv',
          reply: () => ({ text: `# Listingdate,SHA1,Listingreason\n2026-09-26 07:33:02,${sha1},ExampleRAT C&C\n2026-09-26 07:33:02,${'d'.repeat(40)},ExampleRAT C&C\n# END\n` }), // prettier-ignore
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({
    authKey: secret('authKey'),
    baseUrls: {
      urlhaus: `${baseUrl}/uh`,
      threatfox: `${baseUrl}/tf`,
      malwarebazaar: `${baseUrl}/mb`,
      feodo: `${baseUrl}/l`,
      sslbl: `${baseUrl}/l`,
    },
  }),
};

const isList = ({ sharing }: { readonly sharing: { readonly reaches: string } }): boolean =>
  sharing.reaches === 'nobody';

pluginSuite(
  { test },
  { ...abusech, pivots: abusech.pivots.filter((pivot) => !isList(pivot)) },
  {
    ...setup,
    pivots: {
      'abusech.urlhaus': {
        known: { ...listed, ...hashes, ...urls },
        unknown: unlisted,
        rows: { '8.8.8.8': { judgement: 'malicious', online: 1 } },
      },
      'abusech.urlhausUrls': { known: { ...listed, ...hashes }, unknown: unlisted },
      'abusech.threatfox': { known: { ...listed, ...hashes, ...urls }, unknown: unlisted },
      'abusech.malwarebazaar': { known: hashes, unknown: { FileHash: [zeros] } },
    },
  },
);

pluginSuite(
  { test },
  { ...abusech, pivots: abusech.pivots.filter(isList) },
  {
    ...setup,
    pivots: {
      'abusech.feodo': { known: { IpAddress: ['8.8.8.8', '1.0.0.10'] }, unknown: { IpAddress: ['9.9.9.9'] } },
      'abusech.sslbl': { known: { FileHash: [sha1, 'd'.repeat(40)] }, unknown: { FileHash: ['0'.repeat(40)] } },
    },
    except: listRules,
  },
);
