import { entity, entityKey, instantOf, list, number, numberOf, text, time } from '@pivotkit/core';
import { Dns, IpAddress, Url } from '@pivotkit/entities';
import type { Page, Task } from './reply.ts';

const notSaid = 'urlscan.io does not say';

/** Of the page a scan saw, and of the scan itself. */
export const pageColumns = {
  url: entity(Url, 'Where the page was in the end, after redirects', { nullWhen: notSaid }),
  submittedUrl: entity(Url, 'What was asked to be scanned', { nullWhen: notSaid }),
  dns: entity(Dns, 'Name of the page’s host', { nullWhen: 'the host is an address' }),
  ipAddress: entity(IpAddress, 'Address that answered', { nullWhen: 'nobody answered' }),
  asn: number('Number of the autonomous system', { unit: 'AS number', range: [0, 4_294_967_295], nullWhen: notSaid }),
  asName: text('Name of the autonomous system', { nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  server: text('What the server calls itself', { nullWhen: notSaid }),
  title: text('Title of the page', { nullWhen: notSaid }),
  httpStatus: number('HTTP status of the page', { unit: 'HTTP status', nullWhen: notSaid }),
  mimeType: text('What kind of content the page is', { nullWhen: notSaid }),
  tlsIssuer: text('Who signed the certificate of the page', { nullWhen: 'the page came without TLS' }),
  tlsValidFrom: time('Since when that certificate is valid', { nullWhen: 'the page came without TLS' }),
  scannedAt: time('When it was scanned', { nullWhen: notSaid }),
  visibility: text('Who can see the scan: public, unlisted or private', { nullWhen: notSaid }),
  tags: list('Tags of whoever submitted it'),
};

export const pageCells = (page: Page, task: Task) => ({
  url: entityKey(Url, page.url) ?? page.url,
  submittedUrl: entityKey(Url, task.url) ?? task.url,
  dns: entityKey(IpAddress, page.domain) === null ? entityKey(Dns, page.domain) : null,
  ipAddress: entityKey(IpAddress, page.ip),
  asn: numberOf(page.asn?.replace(/^AS/i, '')),
  asName: page.asnname,
  country: page.country,
  server: page.server,
  title: page.title,
  httpStatus: numberOf(page.status),
  mimeType: page.mimeType,
  tlsIssuer: page.tlsIssuer,
  tlsValidFrom: instantOf(page.tlsValidFrom),
  scannedAt: instantOf(task.time),
  visibility: task.visibility,
  tags: task.tags ?? [],
});

/** Page of a result, for people; `urlscan.result` reads the scan's number from it. */
export const resultUrl = (uuid: string): string => `https://urlscan.io/result/${encodeURIComponent(uuid)}/`;
