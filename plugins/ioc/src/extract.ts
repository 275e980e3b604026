import { customFinder } from './custom-type.ts';
import { bitcoinBase58, bitcoinSegwit, ethereum } from './find-wallets.ts';
import { cves, groups, softwareIds, tactics, techniques } from './find-ids.ts';
import { emails } from './find-emails.ts';
import { fuzzyHashes, hashes } from './find-hashes.ts';
import { hosts } from './find-hosts.ts';
import { ipv6 } from './find-ipv6.ts';
import { asns, macs } from './find-network-ids.ts';
import { linuxPaths, registryKeys, windowsPaths } from './find-paths.ts';
import { urls } from './find-urls.ts';
import { Memo, type FindContext, type Finder, type Finding } from './finding.ts';
import { FirstOfEach } from './first-of-each.ts';
import { signsOf } from './signs.ts';
import { iocTypes, pathTypes, type CustomType, type ExtractOptions, type Ioc, type IocType } from './types.ts';

/** In the order of precedence: what one finds is hidden from those after it. */
const finders: readonly Finder[] = [
  urls,
  emails,
  fuzzyHashes,
  registryKeys,
  windowsPaths,
  linuxPaths,
  bitcoinBase58,
  bitcoinSegwit,
  ethereum,
  macs,
  ipv6,
  hashes,
  hosts,
  cves,
  techniques,
  tactics,
  softwareIds,
  groups,
  asns,
];

/**
 * The observables of a text, in their order in it, each text once per type. Defanged forms are understood. A URL hides
 * its host, a mail address its domain, a path the names in it, unless `nested` is asked for or the outer type is not
 * wanted. Time grows with the length of the text alone, whatever it holds.
 * @throws OPTIONS_INVALID when the pattern of a type of one's own cannot be used.
 */
export const extractIocs = (text: string, options: ExtractOptions = {}): Ioc[] => iocExtractor(options)(text);

/**
 * As `extractIocs`, for many texts: what the same words mean is worked out once. `look` says which finders are worth
 * trying on a text; with one that says all signs are there, all are tried, and the same is found.
 */
export function iocExtractor(options: ExtractOptions, look: typeof signsOf = signsOf): (text: string) => Ioc[] {
  const all = withCustom(options.customTypes ?? []);
  const wanted = wantedTypes(options);
  const wants = (type: string): boolean => wanted.has(type);
  const context: FindContext = { ignoreTlds: options.ignoreTlds ?? false, memo: new Memo(), wants };
  const take = takerOf(wants, options.nested ?? false);
  return (text) => {
    let found: FirstOfEach | undefined;
    let rest = text;
    let signs = look(rest);
    for (const { finder, later } of all) {
      if ((finder.sign & signs) === 0) continue;
      const findings = finder.find(rest, context, signs);
      if (findings.length === 0) continue;
      found ??= new FirstOfEach();
      for (const finding of findings) take(finding, found);
      signs = signsBeside(rest, findings, look);
      if ((later & signs) === 0) break;
      rest = blanked(rest, findings);
    }
    return found?.inOrder() ?? [];
  };
}

/** Puts what was found, or what is inside it, among the rest, as far as it is wanted. */
function takerOf(wants: (type: string) => boolean, nested: boolean) {
  return ({ ioc, inner }: Finding, found: FirstOfEach): void => {
    const isWanted = wants(ioc.type);
    if (isWanted) found.add(ioc);
    if (inner === undefined || (isWanted && !nested)) return;
    for (const one of inner()) if (wants(one.type)) found.add(one);
  };
}

interface RankedFinder {
  readonly finder: Finder;
  /** Signs of those after it. */
  readonly later: number;
}

function withCustom(types: readonly CustomType[]): readonly RankedFinder[] {
  const after = types.filter(({ precedence }) => precedence === 'after').map(customFinder);
  const before = types.filter(({ precedence }) => precedence !== 'after').map(customFinder);
  const all = [...before, ...finders, ...after];
  return all.map((finder, i) => ({ finder, later: all.slice(i + 1).reduce((signs, { sign: one }) => signs | one, 0) }));
}

function wantedTypes(options: ExtractOptions): ReadonlySet<string> {
  return new Set<string>([...ownTypes(options), ...(options.customTypes ?? []).map(({ name }) => name)]);
}

function ownTypes({ iocTypes: types, includePaths }: ExtractOptions): readonly IocType[] {
  if (types !== undefined) return includePaths === true ? [...types, ...pathTypes] : types;
  return iocTypes.filter((type) => includePaths === true || !pathTypes.includes(type));
}

/** The signs of what was not found. */
function signsBeside(text: string, findings: readonly Finding[], look: typeof signsOf): number {
  let signs = 0;
  let at = 0;
  for (const { ioc } of findings) {
    signs |= look(text, at, ioc.start);
    at = ioc.start + ioc.text.length;
  }
  return signs | look(text, at);
}

/** The text with spaces in the place of what was found: what remains stands where it stood. */
function blanked(text: string, findings: readonly Finding[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { ioc } of findings) {
    parts.push(text.slice(at, ioc.start), spaces(ioc.text.length));
    at = ioc.start + ioc.text.length;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

const manySpaces = ' '.repeat(8_192);
const spaces = (length: number): string =>
  length <= manySpaces.length ? manySpaces.slice(0, length) : ' '.repeat(length);
