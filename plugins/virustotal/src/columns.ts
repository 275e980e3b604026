import { entity, list, number, object, text, time } from '@pivotkit/core';
import { FileHash } from '@pivotkit/entities';

const notAnalysed = 'VirusTotal has no analysis of it';
const notSaid = 'VirusTotal does not say';
const ipOnly = 'not an address, or VirusTotal does not say';
const domainOnly = 'not a domain, or VirusTotal does not say';
const urlOnly = 'not a URL, or VirusTotal does not say';
const fileOnly = 'not a file, or VirusTotal does not say';

const engines = (description: string) =>
  number(description, { unit: 'engines', range: [0, 1000], nullWhen: notAnalysed });
const votes = (description: string) => number(description, { unit: 'votes', nullWhen: notSaid });

/** What a report says about any kind of thing, then what it says about one kind alone. */
export const reportColumns = {
  judgement: text(
    'malicious from 2 engines on, suspicious from 1 engine or 1 suspicion on, benign if 5 engines say harmless, else unknown',
  ),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  malicious: engines('Engines that call it malicious'),
  suspicious: engines('Engines that call it suspicious'),
  harmless: engines('Engines that call it harmless; for files always 0'),
  undetected: engines('Engines that found nothing (files) or have no opinion (everything else)'),
  timeouts: engines('Engines that did not end in time'),
  engines: engines('Engines asked, whatever they answered'),
  detections: list('What the engines that call it malicious or suspicious say: {engine, category, result}', {
    nullWhen: notAnalysed,
  }),
  reputation: number('Score of the community: below 0 is bad, above 0 is good, without bounds', {
    unit: 'points',
    nullWhen: notSaid,
  }),
  votesMalicious: votes('Members who voted it malicious'),
  votesHarmless: votes('Members who voted it harmless'),
  lastAnalysisAt: time('When the engines last looked at it', { nullWhen: notAnalysed }),
  tags: list('Tags of VirusTotal', { nullWhen: notSaid }),
  categories: object('What kind of site it is, by the source that says so', {
    nullWhen: 'not a domain or URL, or VirusTotal does not say',
  }),
  permalink: text('Page of the report, for people'),
  asn: number('Number of the autonomous system', { unit: 'AS number', range: [0, 4_294_967_295], nullWhen: ipOnly }),
  asOwner: text('Name of the autonomous system', { nullWhen: ipOnly }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: ipOnly }),
  network: text('Network the address lies in, in CIDR form', { nullWhen: ipOnly }),
  registrar: text('Registrar of the domain', { nullWhen: domainOnly }),
  createdAt: time('When the domain was registered', { nullWhen: domainOnly }),
  lastFinalUrl: text('Where the URL led in the end, after redirects', { nullWhen: urlOnly }),
  title: text('Title of the page', { nullWhen: urlOnly }),
  httpStatus: number('HTTP status of the last answer', { unit: 'HTTP status', nullWhen: urlOnly }),
  meaningfulName: text('The most telling name of the file', { nullWhen: fileOnly }),
  names: list('Names the file was sent in under', { nullWhen: fileOnly }),
  typeDescription: text('What type of file it is', { nullWhen: fileOnly }),
  sizeBytes: number('Size of the file', { unit: 'bytes', nullWhen: fileOnly }),
  fileSha256: entity(FileHash, 'SHA-256 of the file', { nullWhen: 'not a file' }),
  threatLabel: text('Threat the engines agree on, such as trojan.emotet', {
    nullWhen: 'not a file, or the engines do not agree on one',
  }),
};
