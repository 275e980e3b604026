import { boolean, entity, list, number, text, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';

const notSaid = 'AbuseIPDB does not say';

export const checkColumns = {
  judgement: text('malicious from score 51 on, suspicious from 1 on, benign if whitelisted with score 0, else unknown'),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  score: number('How sure AbuseIPDB is that the address does harm', { unit: 'percent', range: [0, 100] }),
  reports: number('Reports within the time asked about', { unit: 'reports' }),
  reporters: number('Users who reported it', { unit: 'users', nullWhen: notSaid }),
  lastReportedAt: time('When it was last reported', { nullWhen: 'it was never reported' }),
  isWhitelisted: boolean('Whether AbuseIPDB trusts its owner, such as a search engine', { nullWhen: notSaid }),
  isTor: boolean('Whether it is known as a Tor node', { nullWhen: notSaid }),
  usageType: text('What the address is used for, such as `Data Center/Web Hosting/Transit`', { nullWhen: notSaid }),
  isp: text('Internet service provider', { nullWhen: notSaid }),
  domain: entity(Dns, 'Domain of the provider or owner', { nullWhen: notSaid }),
  hostnames: list('Names the address has in reverse DNS', { nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  permalink: text('Page of the address, for people'),
};

export const reportsColumns = {
  reportedAt: time('When the report was made', { nullWhen: notSaid }),
  categories: list('What the address is said to have done, by the names of AbuseIPDB’s categories'),
  comment: text('What the reporter wrote; anybody may write anything', { nullWhen: notSaid }),
  reporterId: number('Number of the reporter', { unit: 'user number', nullWhen: notSaid }),
  reporterCountry: text('Country of the reporter, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
};
