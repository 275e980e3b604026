import type { Entity } from './entity.ts';
import { findEntityClass } from './entity.ts';
import { nearest } from './nearest.ts';
import { domainParts, hasKnownEnding, normalizeDomain } from './normalize/domain.ts';
import { entropyBits, parseHashAlgorithm } from './normalize/hash.ts';
import { refang } from './refang.ts';

/** The entity a text is, or why it cannot be told, with the entities it may be where there are several. */
export type Detection =
  | { readonly entity: Entity; readonly reason?: undefined; readonly candidates?: undefined }
  | { readonly entity?: undefined; readonly reason: string; readonly candidates?: readonly Entity[] };

export interface DetectOptions {
  /** Kinds to choose from, by name or alias. Default: all kinds that can be told by their form. */
  readonly kinds?: readonly string[];
}

/**
 * Text → the most specific entity it is: URL, registry key, cloud resource, SID, address, mail address, hash,
 * connection, autonomous system (`AS64496`), path, `DOMAIN\user`, domain name. Defanged text is understood. Never throws.
 * Where a form fits two kinds (`invoice.zip` is a file or a domain name) the answer is both as candidates, unless
 * `kinds` leaves only one. With `kinds`, a text without a form of its own (`SRV01`) is read as the first that takes it.
 */
export function detect(text: string, options: DetectOptions = {}): Detection {
  const plain = refang(text).trim();
  if (plain === '') return { reason: 'the text is empty' };
  if (plain.length > longestText) return { reason: `it has ${plain.length} characters, more than any entity` };
  const kinds = options.kinds === undefined ? undefined : kindsOf(options.kinds);
  if (typeof kinds === 'string') return { reason: kinds };
  if (kinds?.length === 1) return readAs(kinds[0] ?? '', text);
  const found = byForm(text, plain, kinds);
  if (found?.entity !== undefined || kinds === undefined) return found ?? { reason: reasonWithoutForm(plain) };
  return firstThatTakes(text, kinds) ?? found ?? { reason: `it is none of ${kinds.join(', ')}` };
}

/** A command line of Windows has at most 32,767 characters; nothing that is told by its form is longer. */
const longestText = 32_767;

/**
 * The kind that at least half of the texts are, empty ones apart; undefined when no kind reaches that.
 * For one text: its kind.
 */
export function detectKind(texts: string | readonly string[]): string | undefined {
  const given = (typeof texts === 'string' ? [texts] : texts).filter((text) => text.trim() !== '');
  const counts = new Map<string, number>();
  for (const text of given) {
    const kind = detect(text).entity?.kind;
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, left], [, right]) => right - left);
  return best !== undefined && best[1] * 2 >= given.length ? best[0] : undefined;
}

/** Canonical names of the kinds, or what is wrong with one of them. */
function kindsOf(names: readonly string[]): readonly string[] | string {
  const kinds: string[] = [];
  for (const name of names) {
    const kind = findEntityClass(name)?.kind;
    if (kind === undefined) return unknownKind(name);
    kinds.push(kind);
  }
  return kinds;
}

function unknownKind(name: string): string {
  const near = nearest(name, ['IpAddress', 'Dns', 'Url', 'FileHash', 'Mailbox', ...forms.map(({ kind }) => kind)]);
  return `there is no kind of entity called '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

/** A form that tells a kind. The first that fits, and whose kind takes the text, counts. */
interface Form {
  readonly kind: string;
  readonly fits: (text: string) => boolean;
  /** Why the text is not taken for the kind although it fits. */
  readonly doubt?: (text: string) => Doubt | undefined;
}

interface Doubt {
  readonly reason: string;
  /** Kind → text it would be read from. */
  readonly candidates?: readonly (readonly [kind: string, text: string])[];
}

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const hasSpace = /\s/;

const forms: readonly Form[] = [
  {
    kind: 'Url',
    fits: matches(/^[a-z][a-z0-9+.-]*:\/\//i),
    doubt: (text) => (hasSpace.test(text) ? { reason: 'a URL has no white space' } : undefined),
  },
  {
    kind: 'RegistryKey',
    fits: matches(
      /^(?:(?:my )?computer\\)?(?:hkey_[a-z_]+|hk(?:lm|cu|cr|cc|u)):?(?:\\|$)|^\\registry\\(?:machine|user)/i,
    ),
  },
  { kind: 'AzureResource', fits: matches(/^\/subscriptions\/[^/\s]+/i) },
  { kind: 'Account', fits: matches(/^S-1-\d+(?:-\d+)+$/i) },
  { kind: 'AutonomousSystem', fits: matches(/^ASN? ?\d{1,10}$/i) },
  { kind: 'NetworkConnection', fits: matches(/^\S+(?:\s+\S+)?\s*(?:->|→)\s*\S+$/) },
  {
    kind: 'IpAddress',
    fits: matches(
      /^\[?\d+(?:\.\d+){2,}\]?(?::\d+|\/\d+)?$|^\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:%[\w.~-]+)?\]?(?::\d+|\/\d+)?$/i,
    ),
  },
  { kind: 'Mailbox', fits: matches(/^(?:mailto:)?[^\s@<>]+@[^\s@<>/\\:]+$|<[^\s@<>]+@[^\s@<>]+>$/i) },
  { kind: 'FileHash', fits: looksLikeHash, doubt: (text) => (isFiller(text) ? { reason: filler } : undefined) },
  {
    kind: 'Process',
    fits: matches(/^(?:"(?:[a-z]:|%\w+%)\\[^"]+"|(?:[a-z]:|%\w+%)\\[^"]*?\.(?:exe|com|bat|cmd|scr|ps1))\s+\S/i),
  },
  { kind: 'File', fits: matches(/^"?(?:[a-z]:[\\/]|%\w+%\\)|^\\\\[^\\\s]+\\[^\\]|^~?\/(?!\/)\S/i) },
  { kind: 'File', fits: (text) => isRelativePath(text) || (hasFileEnding(text) && !hasKnownEnding(text)) },
  { kind: 'Account', fits: matches(/^[^\\/:*?"<>|@[\]]{1,64}\\[^\\/:*?"<>|@[\]]{1,104}$/) },
  { kind: 'Dns', fits: matches(/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?(?::\d{1,5})?$/u), doubt: doubtAboutName },
  {
    kind: 'Url',
    fits: matches(/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+(?::\d{1,5})?[/?#]\S*$/u),
    doubt: (text) => ({ reason: 'it has no scheme such as http://', candidates: [['Url', `http://${text}`]] }),
  },
];

function byForm(text: string, plain: string, kinds: readonly string[] | undefined): Detection | undefined {
  let refusal: Detection | undefined;
  for (const { kind, fits, doubt } of forms) {
    if (kinds?.includes(kind) === false || findEntityClass(kind) === undefined || !fits(plain)) continue;
    const doubted = doubt?.(plain);
    const found = doubted === undefined ? readAs(kind, text) : withCandidates(doubted, kinds);
    if (found.entity !== undefined) return found;
    refusal ??= found;
  }
  return refusal;
}

function withCandidates(doubt: Doubt, kinds: readonly string[] | undefined): Detection {
  const candidates = (doubt.candidates ?? [])
    .filter(([kind]) => kinds === undefined || kinds.includes(kind))
    .flatMap(([kind, text]) => readAs(kind, text).entity ?? []);
  const [only] = candidates;
  if (kinds !== undefined && candidates.length === 1 && only !== undefined) return { entity: only };
  return candidates.length === 0 ? { reason: doubt.reason } : { reason: doubt.reason, candidates };
}

function firstThatTakes(text: string, kinds: readonly string[]): Detection | undefined {
  return kinds.map((kind) => readAs(kind, text)).find(({ entity }) => entity !== undefined);
}

/** A kind's own reading of a text; what it throws is a reason too, since one bad cell must not cost the others. */
function readAs(kind: string, text: string): Detection {
  try {
    const parsed = findEntityClass(kind)?.parse(text);
    if (parsed === undefined) return { reason: `the kind ${kind} is not loaded` };
    return parsed.ok ? { entity: parsed.value } : { reason: parsed.reason };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

const filler = 'its digits repeat too much for a hash';

/** Bits per digit. Of 20 million random texts as long as an md5, the lowest had 2.67; one in 9,500 had less than 3. */
const lowestEntropyBits = 2.5;
const isFiller = (text: string): boolean => entropyBits(text.replace(/^.*[:=]/, '')) < lowestEntropyBits;

function looksLikeHash(text: string): boolean {
  if (/^[0-9a-f]+$/i.test(text)) return [32, 40, 56, 64, 96, 128].includes(text.length);
  const [, word = ''] = /^([a-z][a-z0-9_-]*)[:=][0-9a-z:+/]+$/i.exec(text) ?? [];
  return parseHashAlgorithm(word) !== undefined || /^t1[0-9a-f]{70}$/i.test(text) || isSsdeep(text);
}

/** ssdeep begins with its block size, which is 3·2ⁿ; a clock time is too short to be one. */
function isSsdeep(text: string): boolean {
  const [, size] = /^(\d+):[A-Za-z0-9+/]{6,}:[A-Za-z0-9+/]{3,}$/.exec(text) ?? [];
  return size !== undefined && Number.isInteger(Math.log2(Number(size) / 3));
}

/** Endings by which a bare name is a file. Those that are top-level domains too (`zip`, `py`) are told apart below. */
const fileEndings = new Set(
  (
    '7z apk asp aspx bat bin bmp cab cfg chm cmd conf cpl csv dat deb dll dmg doc docm docx drv dylib elf eml evtx exe ' +
    'gif gz hta htm html img ini iso jar jpeg jpg js jse json jsp lnk log md mov msg msi ocx odt one pcap pdf php png ' +
    'ppt pptm pptx ps ps1 psm1 py rar rpm rtf scr sh so sys tar tgz tmp txt vbe vbs vhd vhdx wsf xls xlsb xlsm xlsx ' +
    'xml yaml yml zip'
  ).split(' '),
);

const endingOf = (text: string): string => text.slice(text.lastIndexOf('.') + 1).toLowerCase();
const hasFileEnding = (text: string): boolean => /^[^\\/:*?"<>|]+\.\w+$/.test(text) && fileEndings.has(endingOf(text));

const isRelativePath = (text: string): boolean =>
  /^\.{1,2}[\\/]/.test(text) || (/^[^\\/:*?"<>|]+(?:\\[^\\/:*?"<>|]+)+$/.test(text) && fileEndings.has(endingOf(text)));

function doubtAboutName(text: string): Doubt | undefined {
  const name = normalizeDomain(text.replace(/:\d+$/, ''));
  if (!name.ok) return undefined;
  if (!hasKnownEnding(name.value))
    return {
      reason: `'.${endingOf(name.value)}' is no ending of the public DNS; it may be a name of an internal network`,
      candidates: [
        ['Host', text],
        ['Dns', text],
      ],
    };
  const mayBeFile = fileEndings.has(endingOf(text)) && domainParts(name.value).subdomain === '';
  if (!mayBeFile) return undefined;
  return {
    reason: `it may be a file or a domain name, since '.${endingOf(text)}' is both`,
    candidates: [
      ['File', text],
      ['Dns', text],
    ],
  };
}

function reasonWithoutForm(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    return 'a GUID can name a thing of many kinds; say which';
  if (/^[-+]?[\d.,]+$/.test(text)) return 'it is a number';
  return 'it has the form of no kind of entity that can be told by its form';
}
