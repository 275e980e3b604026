import { findCves, findTechniques } from './find-ids.ts';
import { findEmails } from './find-emails.ts';
import { findHashes } from './find-hashes.ts';
import { findHosts } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { findLinuxPaths, findRegistryKeys, findWindowsPaths } from './find-paths.ts';
import { findUrls } from './find-urls.ts';
import type { Finding, Finder } from './finding.ts';
import { iocTypes, pathTypes, type ExtractOptions, type Ioc, type IocType } from './types.ts';

/** In the order of precedence: what one finds is hidden from those after it. */
const finders: readonly Finder[] = [
  findUrls,
  findEmails,
  findRegistryKeys,
  findWindowsPaths,
  findLinuxPaths,
  findIpv6,
  findHashes,
  findHosts,
  findCves,
  findTechniques,
];

/**
 * The observables of a text, in their order in it, each text once per type. Defanged forms are understood. A URL hides
 * its host, a mail address its domain, a path the names in it, unless `nested` is asked for or the outer type is not
 * wanted. Time grows with the length of the text alone, whatever it holds.
 */
export function extractIocs(text: string, options: ExtractOptions = {}): Ioc[] {
  const wanted = wantedTypes(options);
  const found: Ioc[] = [];
  let rest = text;
  for (const find of finders) {
    const findings = find(rest, { ignoreTlds: options.ignoreTlds ?? false });
    for (const finding of findings) collect(finding, wanted, options.nested ?? false, found);
    rest = blank(rest, findings);
  }
  return distinct(found.sort((left, right) => left.start - right.start));
}

export function wantedTypes({ iocTypes: types, includePaths }: ExtractOptions): ReadonlySet<IocType> {
  if (types !== undefined) return new Set(includePaths === true ? [...types, ...pathTypes] : types);
  return new Set(iocTypes.filter((type) => includePaths === true || !pathTypes.includes(type)));
}

function collect(finding: Finding, wanted: ReadonlySet<IocType>, nested: boolean, found: Ioc[]): void {
  const { ioc, inner } = finding;
  const isWanted = wanted.has(ioc.type);
  if (isWanted) found.push(ioc);
  if (nested || !isWanted) for (const one of inner()) if (wanted.has(one.type)) found.push(one);
}

/** The text with spaces where something was found: what remains stands where it stood. */
function blank(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { ioc } of findings) {
    parts.push(text.slice(at, ioc.start), ' '.repeat(ioc.text.length));
    at = ioc.start + ioc.text.length;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function distinct(iocs: readonly Ioc[]): Ioc[] {
  const first = new Map<string, Ioc>();
  for (const ioc of iocs) {
    const key = `${ioc.type} ${ioc.observable}`;
    if (!first.has(key)) first.set(key, ioc);
  }
  return [...first.values()];
}
