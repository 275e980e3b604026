import { findCves, findTechniques } from './find-ids.ts';
import { findEmails } from './find-emails.ts';
import { findHashes } from './find-hashes.ts';
import { findHosts } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { findLinuxPaths, findRegistryKeys, findWindowsPaths } from './find-paths.ts';
import { findUrls } from './find-urls.ts';
import { Memo, type FindContext, type Finder, type Finding } from './finding.ts';
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
export const extractIocs = (text: string, options: ExtractOptions = {}): Ioc[] => iocExtractor(options)(text);

/** As `extractIocs`, for many texts: what the same words mean is worked out once. */
export function iocExtractor(options: ExtractOptions): (text: string) => Ioc[] {
  const context: FindContext = { ignoreTlds: options.ignoreTlds ?? false, memo: new Memo() };
  return (text) => {
    const found = new FoundIocs(options);
    let rest = text;
    for (const find of finders) rest = found.take(rest, find(rest, context));
    return found.inOrder();
  };
}

export function wantedTypes({ iocTypes: types, includePaths }: ExtractOptions): ReadonlySet<IocType> {
  if (types !== undefined) return new Set(includePaths === true ? [...types, ...pathTypes] : types);
  return new Set(iocTypes.filter((type) => includePaths === true || !pathTypes.includes(type)));
}

/** The first of each type and observable among those wanted. */
class FoundIocs {
  readonly #wanted: ReadonlySet<IocType>;
  readonly #nested: boolean;
  readonly #first = new Map<string, Ioc>();

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
    return [...this.#first.values()].sort((left, right) => left.start - right.start);
  }

  #takeOne({ ioc, inner }: Finding): void {
    const isWanted = this.#wanted.has(ioc.type);
    if (isWanted) this.#add(ioc);
    if (this.#nested || !isWanted) for (const one of inner()) if (this.#wanted.has(one.type)) this.#add(one);
  }

  #add(ioc: Ioc): void {
    const key = `${ioc.type} ${ioc.observable}`;
    const known = this.#first.get(key);
    if (known === undefined || ioc.start < known.start) this.#first.set(key, ioc);
  }
}
