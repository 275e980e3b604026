import { boolean, list, number, text, time } from '@pivotkit/core';

const notSaid = 'the list does not say';

export const matchColumns = {
  list: text('Name of the list'),
  indicator: text('What the list names: an address, network, domain, URL, hash or mail address'),
  indicatorType: text('ip, network, domain, url, url-below, hash or mail'),
  matchedBy: text('exact, or by what it is part of: network, parent-domain, host, url-below'),
  state: text('active, expired, not-yet-valid, revoked or not-for-detection'),
  partial: boolean('Whether the list’s claim is about more than this value, such as an address with a port'),
  confidence: number('How sure the list is', { unit: 'percent', range: [0, 100], nullWhen: notSaid }),
  severity: text('How bad it is, in the list’s own words', { nullWhen: notSaid }),
  tlp: text('Marking of the indicator: clear, green, amber, amber+strict, red', { nullWhen: notSaid }),
  validFrom: time('From when it counts, inclusive', { nullWhen: notSaid }),
  validUntil: time('Until when it counts, exclusive', { nullWhen: notSaid }),
  source: text('Who says so', { nullWhen: notSaid }),
  description: text('What the list says about it', { nullWhen: notSaid }),
  labels: list('Labels, tags and types the list gives it', { nullWhen: notSaid }),
  reference: text('Where it stands: an id of the list’s own, a line or a row'),
  listAsOf: time('When the list was fetched or confirmed', { nullWhen: 'the list is a file' }),
};

export const checkColumns = {
  judgement: text('malicious from confidence 70 on, suspicious from 30 on or without one, else unknown; never benign'),
  matches: number('Indicators that match', { unit: 'indicators' }),
  activeMatches: number('Those of them that count now', { unit: 'indicators' }),
  lists: list('Names of the lists they stand in, sorted'),
  highestConfidence: number('Highest confidence of the active ones', {
    unit: 'percent',
    range: [0, 100],
    nullWhen: 'none is active, or no list says how sure it is',
  }),
  matchedIndicator: text('The indicator that tells most: active before others, then the surest, then the nearest'),
  matchedIn: text('The list it stands in'),
  matchedBy: text('How it matched: exact, network, parent-domain, host, url-below'),
};
