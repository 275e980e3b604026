import { definePlugin } from '@pivotkit/core';
import { extractFromProcess, extractFromText, extractFromUrl } from './pivots.ts';
import { extract } from './verb.ts';

export { extractIocs } from './extract.ts';
export { iocTypes, type CustomType, type ExtractOptions, type Ioc, type IocType } from './types.ts';

export const ioc = definePlugin({
  name: 'ioc',
  version: '0.1.0',
  description:
    'Finds observables in texts: addresses, names, URLs, mail addresses, hashes, paths, CVE and ATT&CK ids, wallets …',
  pivots: [extractFromProcess, extractFromText, extractFromUrl],
  verbs: [extract],
});
