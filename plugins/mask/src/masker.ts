import type { Keyed } from './keyed.ts';
import { maskAddress } from './mask-address.ts';
import { maskHash, maskSid, maskUuid } from './mask-id.ts';
import { maskAccount, maskMail, maskName, maskPath, maskUrl, maskWords } from './mask-name.ts';

/** How cells of a column are masked. */
export const maskTypes = [
  'address',
  'account',
  'name',
  'url',
  'mail',
  'sid',
  'uuid',
  'hash',
  'path',
  'words',
  'embedded',
  'auto',
  'time',
  'null',
  'keep',
] as const;
export type MaskType = (typeof maskTypes)[number];

type MaskText = (text: string, keyed: Keyed) => string;

/** What a text can be told to be by itself, most telling first. */
const recognised: readonly ((text: string, keyed: Keyed) => string | undefined)[] = [
  maskUuid,
  maskSid,
  maskAddress,
  (text, keyed) => (/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text) ? maskUrl(text, keyed) : undefined),
  (text, keyed) => (/^[^\s@\\/"'<>]+@[^\s@\\/"'<>]+\.[a-z]{2,}$/i.test(text) ? maskMail(text, keyed) : undefined),
  maskHash,
  (text, keyed) => (/^(?:[a-z]:\\|\\\\|\/[^/\s]+\/)[^\n]*$/i.test(text) ? maskPath(text, keyed) : undefined),
  (text, keyed) => (/^[a-z][a-z0-9-]*\\[a-z0-9._$-]+$/i.test(text) ? maskAccount(text, keyed) : undefined),
  (text, keyed) => (/^(?:[a-z0-9_-]+\.)+[a-z]{2,}$/i.test(text) ? maskName(text, keyed) : undefined),
];

function maskRecognised(text: string, keyed: Keyed): string | undefined {
  for (const mask of recognised) {
    const masked = mask(text, keyed);
    if (masked !== undefined) return masked;
  }
  return undefined;
}

/** In a text such as a command line the parts that can be told by themselves; the words around them stay. */
const maskEmbedded: MaskText = (text, keyed) =>
  text.replaceAll(/[^\s"'`,;|<>()=&]+/g, (part) => maskRecognised(part, keyed) ?? part);

const orWords =
  (mask: (text: string, keyed: Keyed) => string | undefined): MaskText =>
  (text, keyed) =>
    mask(text, keyed) ?? maskWords(text, keyed);

const byType: Readonly<Record<Exclude<MaskType, 'time' | 'null' | 'keep'>, MaskText>> = {
  address: orWords(maskAddress),
  account: maskAccount,
  name: (text, keyed) => maskAddress(text, keyed) ?? maskName(text, keyed),
  url: maskUrl,
  mail: maskMail,
  sid: orWords(maskSid),
  uuid: orWords(maskUuid),
  hash: orWords(maskHash),
  path: maskPath,
  words: maskWords,
  embedded: maskEmbedded,
  auto: orWords(maskRecognised),
};

/** A cell masked as its type says; null stays null, numbers and booleans stay, lists and objects are masked inside. */
export function maskCell(cell: unknown, type: MaskType, keyed: Keyed): unknown {
  if (cell === null || cell === undefined || type === 'keep') return cell;
  if (type === 'null') return null;
  if (cell instanceof Date) return type === 'time' ? shifted(cell, keyed) : cell;
  if (typeof cell === 'string') return type === 'time' ? cell : byType[type](cell, keyed);
  if (Array.isArray(cell)) return cell.map((item) => maskCell(item, type, keyed));
  if (typeof cell !== 'object') return cell;
  return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, maskCell(value, type, keyed)]));
}

const weekMs = 604_800_000;

/** All times by the same whole number of weeks into the past, so that order, distance, weekday and hour stay. */
const shifted = (time: Date, keyed: Keyed): Date =>
  new Date(time.getTime() - weekMs * Number(1n + (keyed.number('weeks') % 1_000n)));
