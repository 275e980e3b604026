import { createSession } from '@pivotkit/core';
import { tor } from '@pivotkit/plugin-tor';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

async function ask(baseUrl: string, { request: { url } }: Sample): Promise<Answered> {
  const config = { tor: { listUrl: baseUrl, onionooUrl: baseUrl } };
  await using session = await createSession({ plugins: [tor], config, network: { attempts: 1 } });
  const { IpAddress } = session.entities;
  // Nobody is told what is searched in the list; Onionoo is, so never about documentation addresses.
  if (url.includes('onionoo')) return answered(await IpAddress.tor.relay('8.8.8.8'), 'tor.relay');
  return answered(await IpAddress.tor.exit('198.51.100.20'), 'tor.exit');
}

describeSamples('tor', ask, {
  exit_addresses: { judgement: 'suspicious', severity: 'warning', exits: 1, fingerprints: ['0011BD2485AD45D984EC4159C88FC066E5E3300E'], publishedAt: new Date('2026-10-08T09:00:00Z'), seenAt: new Date('2026-10-08T23:10:00Z') }, // prettier-ignore
  malformed_html: 'failed(REPLY_INVALID)',
  // It answers about another address than the one asked about.
  onionoo_details: 'not-found',
  rate_limited_429: 'throttled',
  // Lists of another form, which are not what was asked for.
  torbulkexitlist: 'failed(REPLY_INVALID)',
  torbulkexitlist_without_ip: 'failed(REPLY_INVALID)',
  unavailable_503: 'failed(PROVIDER_UNAVAILABLE)',
});
