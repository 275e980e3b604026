import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { certificateShape } from './objects/certificate.ts';
import { commentShape, voteShape } from './objects/community.ts';
import { domainShape } from './objects/domain.ts';
import { fileShape } from './objects/file.ts';
import { addressShape } from './objects/ip-address.ts';
import { resolutionShape } from './objects/resolution.ts';
import { urlShape } from './objects/url.ts';
import { whoisShape } from './objects/whois.ts';
import { relation } from './relation.ts';
import { premium } from './terms.ts';

const files = [FileHash, File];
const hosts = [IpAddress, Dns];
const sites = [IpAddress, Dns, Url];
const anything = [IpAddress, Dns, Url, FileHash, File];

/** https://docs.virustotal.com/reference (ip-, domains-, url- and files-relationships), read 2026-11-28. */
export const relations = [
  relation({
    name: 'virustotal.resolutions',
    description: 'Names that led to an address, or addresses a name led to, as passive DNS saw them',
    from: hosts,
    path: 'resolutions',
    shape: resolutionShape,
  }),
  relation({
    name: 'virustotal.subdomains',
    description: 'Names below a domain',
    from: [Dns],
    path: 'subdomains',
    shape: domainShape,
    facets: { subdomains: ({ dns }) => ({ dns }) },
  }),
  relation({
    name: 'virustotal.siblings',
    description: 'Other names below the domain that a name is below',
    from: [Dns],
    path: 'siblings',
    shape: domainShape,
  }),
  relation({
    name: 'virustotal.certificates',
    description: 'Certificates that were seen at an address or a domain',
    from: hosts,
    path: 'historical_ssl_certificates',
    shape: certificateShape,
  }),
  relation({
    name: 'virustotal.historicalWhois',
    description: 'Registrations of an address or a domain, as they were over time',
    from: hosts,
    path: 'historical_whois',
    shape: whoisShape,
  }),
  relation({
    name: 'virustotal.communicatingFiles',
    description: 'Files that were seen to contact an address, a domain or a URL when they ran',
    from: sites,
    path: 'communicating_files',
    shape: fileShape,
    cost: `${premium}, for URLs`,
  }),
  relation({
    name: 'virustotal.referrerFiles',
    description: 'Files in which an address, a domain or a URL is written',
    from: sites,
    path: 'referrer_files',
    shape: fileShape,
    cost: `${premium}, for URLs`,
  }),
  relation({
    name: 'virustotal.downloadedFiles',
    description: 'Files that were downloaded from an address, a domain or a URL',
    from: sites,
    path: 'downloaded_files',
    shape: fileShape,
    cost: premium,
  }),
  relation({
    name: 'virustotal.urls',
    description: 'URLs at an address or a domain',
    from: hosts,
    path: 'urls',
    shape: urlShape,
    cost: premium,
  }),
  relation({
    name: 'virustotal.servingAddress',
    description: 'Address that last answered for a URL',
    from: [Url],
    path: 'last_serving_ip_address',
    shape: addressShape,
  }),
  relation({
    name: 'virustotal.contactedAddresses',
    description: 'Addresses that a file contacted when it ran, or a page when it was opened',
    from: [FileHash, File, Url],
    path: 'contacted_ips',
    shape: addressShape,
    cost: `${premium}, for URLs`,
  }),
  relation({
    name: 'virustotal.contactedDomains',
    description: 'Domains that a file contacted when it ran, or a page when it was opened',
    from: [FileHash, File, Url],
    path: 'contacted_domains',
    shape: domainShape,
    cost: `${premium}, for URLs`,
  }),
  relation({
    name: 'virustotal.contactedUrls',
    description: 'URLs that a file contacted when it ran',
    from: files,
    path: 'contacted_urls',
    shape: urlShape,
  }),
  relation({
    name: 'virustotal.droppedFiles',
    description: 'Files that a file wrote when it ran',
    from: files,
    path: 'dropped_files',
    shape: fileShape,
  }),
  relation({
    name: 'virustotal.bundledFiles',
    description: 'Files that a file holds, such as those of an archive',
    from: files,
    path: 'bundled_files',
    shape: fileShape,
  }),
  relation({
    name: 'virustotal.executionParents',
    description: 'Files that ran a file',
    from: files,
    path: 'execution_parents',
    shape: fileShape,
  }),
  relation({
    name: 'virustotal.comments',
    description: 'What members of the community wrote about something',
    from: anything,
    path: 'comments',
    shape: commentShape,
  }),
  relation({
    name: 'virustotal.votes',
    description: 'How members of the community voted on something',
    from: anything,
    path: 'votes',
    shape: voteShape,
  }),
] as const;
