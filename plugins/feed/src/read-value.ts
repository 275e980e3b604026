import { addressWords, Dns, FileHash, IpAddress, Mailbox, networkEdge, refang, Url } from '@pivotkit/entities';
import type { IndicatorType, IndicatorValue } from './indicator.ts';

export type ReadValue =
  { readonly ok: true; readonly value: IndicatorValue } | { readonly ok: false; readonly reason: string };

type Family = 'address' | 'domain' | 'url' | 'hash' | 'mail';

/** What lists call the type of a value, folded to letters and digits. */
const familyOfName: ReadonlyMap<string, Family> = new Map([
  ...families('address', 'ip ipv4 ipv6 ipaddr ipaddress address ipsrc ipdst ipv4addr ipv6addr network netblock cidr'),
  ...families('domain', 'domain domainname dns fqdn host hostname'),
  ...families('url', 'url uri link'),
  ...families('hash', 'hash filehash md5 sha1 sha224 sha256 sha384 sha512 filehashmd5 filehashsha1 filehashsha256'),
  ...families('mail', 'mail email emailaddress emailaddr emailsrc emaildst mailbox'),
]);

function families(family: Family, names: string): [string, Family][] {
  return names.split(' ').map((name) => [name, family]);
}

/** Whether a list's name of a type (`ipv4`, `ip-dst`, `SHA-256`) is one that can be matched. */
export const isKnownType = (name: string): boolean => familyOfName.has(fold(name));

const fold = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * A value as a list writes it (defanged too) → what it names, in canonical form; the type is found by the form unless
 * the list states it. A network in CIDR form keeps its prefix only; one with a single address is that address.
 */
export function readValue(text: string, type?: string): ReadValue {
  if (type === undefined && canonicalAddress.test(text)) return accepted('ip', text);
  if (type === undefined && canonicalHash.test(text)) return accepted('hash', text);
  const plain = refang(text)
    .trim()
    .replace(/^\*?\.(?=\w)/, ''); // `*.example.net` is the domain with all below it
  if (type === undefined || type.trim() === '') return readByForm(plain);
  const family = familyOfName.get(fold(type));
  return family === undefined ? refused(`its type '${type}' is none that can be matched`) : readers[family](plain);
}

/** What long lists are made of needs no more looking at: IPv4 addresses and lower-case MD5, SHA-1 and SHA-256. */
const canonicalAddress = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const canonicalHash = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/;

/** By what the text looks like; a list of indicators needs less doubt than `detect`, which reads any text. */
function readByForm(text: string): ReadValue {
  const family = forms.find(({ form }) => form.test(text))?.family ?? 'domain';
  return readers[family](text);
}

const forms: readonly { readonly form: RegExp; readonly family: Family }[] = [
  { form: /:\/\//, family: 'url' },
  { form: /@/, family: 'mail' },
  { form: /^(?:[a-z][\w-]*[:=])?[0-9a-f]{32,}$/i, family: 'hash' },
  { form: /^\[?[\d.]+(?:\/\d+|:\d+)?$|:.*:/, family: 'address' },
];

const readers: Readonly<Record<Family, (text: string) => ReadValue>> = {
  address: (text) => (text.includes('/') ? readNetwork(text) : readAs(IpAddress, 'ip', text)),
  domain: (text) => readAs(Dns, 'domain', text),
  url: (text) => readAs(Url, 'url', text),
  hash: (text) => readAs(FileHash, 'hash', text),
  mail: (text) => readAs(Mailbox, 'mail', text),
};

interface Parser {
  parse(
    text: string,
  ): { readonly ok: true; readonly value: { readonly key: string } } | { readonly ok: false; readonly reason: string };
}

function readAs(cls: Parser, type: IndicatorType, text: string): ReadValue {
  const parsed = cls.parse(text);
  return parsed.ok ? accepted(type, parsed.value.key) : refused(parsed.reason);
}

function readNetwork(text: string): ReadValue {
  const [address = '', length = ''] = text.split('/');
  const parsed = IpAddress.parse(address);
  if (!parsed.ok) return refused(parsed.reason);
  const words = addressWords(parsed.value.address);
  const prefixLength = Number(length);
  const bits = words.length * 32;
  if (!/^\d{1,3}$/.test(length) || prefixLength > bits) return refused(`/${length} is no prefix length (1–${bits})`);
  if (prefixLength === 0) return refused('it covers every address');
  if (prefixLength === bits) return accepted('ip', parsed.value.address);
  return accepted('network', `${addressText(networkEdge(words, prefixLength, 'first'))}/${prefixLength}`);
}

/** Canonical text of an address by its words. */
function addressText(words: readonly number[]): string {
  if (words.length === 1) return [24, 16, 8, 0].map((shift) => ((words[0] ?? 0) >>> shift) & 255).join('.');
  const groups = words.flatMap((word) => [word >>> 16, word & 65_535]).map((group) => group.toString(16));
  return IpAddress.create(groups.join(':')).address;
}

const accepted = (type: IndicatorType, value: string): ReadValue => ({ ok: true, value: { type, value } });
const refused = (reason: string): ReadValue => ({ ok: false, reason });
