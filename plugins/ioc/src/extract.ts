import { customFinder } from './custom-type.ts';
import { findBitcoin, findEthereum } from './find-wallets.ts';
import { findCves, findGroups, findSoftware, findTactics, findTechniques } from './find-ids.ts';
import { findEmails } from './find-emails.ts';
import { findFuzzyHashes, findHashes } from './find-hashes.ts';
import { findHosts } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { findAsns, findMacs } from './find-network-ids.ts';
import { findLinuxPaths, findRegistryKeys, findWindowsPaths } from './find-paths.ts';
import { findUrls } from './find-urls.ts';
import { Memo, type FindContext, type Finder, type Finding } from './finding.ts';
import { iocTypes, pathTypes, type CustomType, type ExtractOptions, type Ioc, type IocType } from './types.ts';

/** In the order of precedence: what one finds is hidden from those after it. */
const finders: readonly Finder[] = [
  findUrls,
  findEmails,
  findFuzzyHashes,
  findRegistryKeys,
  findWindowsPaths,
  findLinuxPaths,
  findBitcoin,
  findEthereum,
  findMacs,
  findIpv6,
  findHashes,
  findHosts,
  findCves,
  findTechniques,
  findTactics,
  findSoftware,
  findGroups,
  findAsns,
];

/**
 * The observables of a text, in their order in it, each text once per type. Defanged forms are understood. A URL hides
 * its host, a mail address its domain, a path the names in it, unless `nested` is asked for or the outer type is not
 * wanted. Time grows with the length of the text alone, whatever it holds.
 * @throws OPTIONS_INVALID when the pattern of a type of one's own cannot be used.
 */
export const extractIocs = (text: string, options: ExtractOptions = {}): Ioc[] => iocExtractor(options)(text);

/** As `extractIocs`, for many texts: what the same words mean is worked out once. */
export function iocExtractor(options: ExtractOptions): (text: string) => Ioc[] {
  const all = withCustom(options.customTypes ?? []);
  const context: FindContext = { ignoreTlds: options.ignoreTlds ?? false, memo: new Memo() };
  return (text) => {
    const found = new FoundIocs(options);
    let rest = text;
    for (const find of all) rest = found.take(rest, find(rest, context));
    return found.inOrder();
  };
}

function withCustom(types: readonly CustomType[]): readonly Finder[] {
  const after = types.filter(({ precedence }) => precedence === 'after').map(customFinder);
  const before = types.filter(({ precedence }) => precedence !== 'after').map(customFinder);
  return [...before, ...finders, ...after];
}

function wantedTypes(options: ExtractOptions): ReadonlySet<string> {
  return new Set<string>([...ownTypes(options), ...(options.customTypes ?? []).map(({ name }) => name)]);
}

function ownTypes({ iocTypes: types, includePaths }: ExtractOptions): readonly IocType[] {
  if (types !== undefined) return includePaths === true ? [...types, ...pathTypes] : types;
  return iocTypes.filter((type) => includePaths === true || !pathTypes.includes(type));
}

/** The first of each type and observable among those wanted. */
class FoundIocs {
  readonly #wanted: ReadonlySet<string>;
  readonly #nested: boolean;
  readonly #first = new Map<string, Map<string, Ioc>>();

  constructor(options: ExtractOptions) {
    this.#wanted = wantedTypes(options);
    this.#nested = options.nested ?? false;
  }

  /** Takes what was found; gives the text with spaces in its place: what remains stands where it stood. */
  take(text: string, findings: Iterable<Finding>): string {
    const parts: string[] = [];
    let at = 0;
    for (const finding of findings) {
      this.#takeOne(finding);
      const { start, text: written } = finding.ioc;
      parts.push(text.slice(at, start), ' '.repeat(written.length));
      at = start + written.length;
    }
    if (at === 0) return text;
    parts.push(text.slice(at));
    return parts.join('');
  }

  inOrder(): Ioc[] {
    return [...this.#first.values()]
      .flatMap((ofType) => [...ofType.values()])
      .sort((left, right) => left.start - right.start);
  }

  #takeOne({ ioc, inner }: Finding): void {
    const isWanted = this.#wanted.has(ioc.type);
    if (isWanted) this.#add(ioc);
    if (this.#nested || !isWanted) for (const one of inner()) if (this.#wanted.has(one.type)) this.#add(one);
  }

  #add(ioc: Ioc): void {
    const ofType = this.#first.get(ioc.type) ?? new Map<string, Ioc>();
    if (ofType.size === 0) this.#first.set(ioc.type, ofType);
    const known = ofType.get(ioc.observable);
    if (known === undefined || ioc.start < known.start) ofType.set(ioc.observable, ioc);
  }
}
