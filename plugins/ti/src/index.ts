import { definePlugin } from '@pivotkit/core';
import { config, type State } from './config.ts';
import { certificates } from './facets/certificates.ts';
import { reputation } from './facets/reputation.ts';
import { resolutions } from './facets/resolutions.ts';
import { subdomains } from './facets/subdomains.ts';
import { whois } from './facets/whois.ts';
import { lookup } from './lookup.ts';
import { lookupColumn } from './lookup-column.ts';
import { verdict } from './verdict.ts';

export {
  aggregate,
  verdictAlgorithm,
  type AggregateOptions,
  type LedgerEntry,
  type MissingSource,
  type OpinionLedger,
  type Verdict,
} from './aggregate.ts';

/** Asks the sources of threat intelligence of a session all at once, and says what they say together. */
export const ti = definePlugin({
  name: 'ti',
  version: '0.1.0',
  description: 'One look-up over all sources of threat intelligence, and a verdict over what they say',
  config,
  setup: (_, settings): State => settings,
  pivots: [lookup, verdict, reputation, resolutions, certificates, subdomains, whois],
  verbs: [lookupColumn],
});
