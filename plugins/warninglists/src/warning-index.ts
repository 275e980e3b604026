import {
  NetworkMap,
  type File,
  type FileHash,
  type IpAddress,
  type Dns,
  type Mailbox,
  type Url,
} from '@pivotkit/entities';
import {
  comparable,
  infoOf,
  networkOf,
  regexOf,
  type Kind,
  type ListInfo,
  type WarningListFile,
} from './warning-list.ts';

export type Asked = IpAddress | Dns | Url | FileHash | File | Mailbox;

/** A list that has something to say, and its entry that says it. */
export interface Warning {
  readonly list: ListInfo;
  readonly entry: string;
}

/** Longer texts are not tried against patterns, which may take very long for them. */
const longestForPatterns = 2_000;

/** Lists, ready to be asked. Never changed after it is built. */
export class WarningIndex {
  readonly size: number;
  readonly lists: readonly ListInfo[];
  /** Lists by the exact text; of most texts there is one. */
  readonly #texts = new Map<string, ListInfo | ListInfo[]>();
  /** Lists by the name they are about, with all names below it. */
  readonly #names = new Map<string, ListInfo | ListInfo[]>();
  readonly #parts: Warning[] = [];
  readonly #patterns: (Warning & { readonly pattern: RegExp })[] = [];
  readonly #networks: NetworkMap<Warning>;

  /** @throws Error for an entry that cannot be used */
  constructor(files: readonly WarningListFile[]) {
    this.size = files.reduce((sum, { list }) => sum + list.length, 0);
    this.lists = files.map(infoOf);
    const networks = files.flatMap((file, i) => this.#read(file, this.lists[i] ?? infoOf(file)));
    this.#networks = new NetworkMap(networks.map((warning) => [networkOf(warning.entry), warning]));
  }

  /** Adds the entries of a list; those that are networks are given back, for they go into one map. */
  #read({ type, list: entries }: WarningListFile, list: ListInfo): Warning[] {
    switch (type) {
      case 'string':
        for (const entry of entries) add(this.#texts, comparable(entry), list);
        return [];
      case 'hostname':
        for (const entry of entries) add(this.#names, comparable(entry).replace(/^\.|\.$/g, ''), list);
        return [];
      case 'substring':
        this.#parts.push(...entries.map((entry) => ({ list, entry: entry.toLowerCase() })));
        return [];
      case 'regex':
        this.#patterns.push(...entries.map((entry) => ({ list, entry, pattern: regexOf(entry) })));
        return [];
      case 'cidr':
        return entries.map((entry) => ({ list, entry }));
    }
  }

  /** What the lists say about a thing: by its text, its name, its network, a part of its text, a pattern. */
  match(asked: Asked): readonly Warning[] {
    const kind = asked.kind === 'File' ? 'FileHash' : asked.kind;
    const texts = textsOf(asked);
    return [
      ...texts.flatMap((text) => named(this.#texts, text)),
      ...hostsOf(asked).flatMap((host) => this.#aboutHost(host)),
      ...this.#parts.filter(({ entry }) => texts.some((text) => text.includes(entry))),
      ...this.#patterns.filter(({ pattern }) =>
        texts.some((text) => text.length <= longestForPatterns && pattern.test(text)),
      ),
    ].flatMap(({ list, entry }) => (list.kinds.has(kind satisfies Kind) ? [{ list, entry }] : []));
  }

  #aboutHost(host: string): readonly Warning[] {
    if (addressForm.test(host)) return this.#networks.around(comparable(host));
    const warnings: Warning[] = [];
    for (let name = host; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '')
      warnings.push(...named(this.#names, name));
    return warnings;
  }
}

/** Of a host that is canonical already. */
const addressForm = /^[\d.]+$|:/;

function add(lists: Map<string, ListInfo | ListInfo[]>, text: string, list: ListInfo): void {
  const known = lists.get(text);
  if (known === undefined) lists.set(text, list);
  else if (Array.isArray(known)) known.push(list);
  else lists.set(text, [known, list]);
}

const named = (lists: ReadonlyMap<string, ListInfo | ListInfo[]>, text: string): Warning[] =>
  [lists.get(text) ?? []].flat().map((list) => ({ list, entry: text }));

function textsOf(asked: Asked): readonly string[] {
  if (asked.kind === 'FileHash') return [asked.value];
  if (asked.kind !== 'File') return [asked.key.toLowerCase()];
  const hashes = [asked.sha256, asked.sha1, asked.md5, ...(asked.fileHashes ?? []).map(({ value }) => value)];
  return [...new Set(hashes.filter((hash) => hash !== undefined))];
}

function hostsOf(asked: Asked): readonly string[] {
  switch (asked.kind) {
    case 'IpAddress':
    case 'Dns':
      return [asked.key];
    case 'Url':
      return asked.host === '' ? [] : [asked.host];
    case 'Mailbox':
      return [asked.key.slice(asked.key.lastIndexOf('@') + 1)];
    case 'FileHash':
    case 'File':
      return [];
  }
}
