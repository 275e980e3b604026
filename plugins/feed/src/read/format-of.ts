import { extname } from 'node:path';

/** By the ending of a file or path; undefined for one that says nothing. */
export function formatOf(path: string): 'csv' | 'json' | 'text' | undefined {
  switch (extname(path).toLowerCase()) {
    case '.csv':
    case '.tsv':
      return 'csv';
    case '.json':
    case '.stix':
    case '.stix2':
      return 'json';
    case '.txt':
    case '.text':
    case '.list':
    case '.netset':
    case '.ipset':
      return 'text';
    default:
      return undefined;
  }
}
