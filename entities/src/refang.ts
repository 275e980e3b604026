import { domainParts } from './normalize/domain.ts';
import { ipv4Number } from './normalize/ip.ts';

/**
 * Undoes what people do to an address, name, URL or mail address so that nobody clicks it: `hxxp`, `[.]`, `(dot)`,
 * `[:]//`, `[at]`, `\.`, full-width dots, zero-width characters; quotes, brackets and a comma around one observable go too.
 * A text that is not defanged comes back unchanged (white space around a single word apart).
 * Word forms count in brackets only: `polka dot shop` is not a domain name. In the path of a URL only bracketed dots are undone.
 */
export function refang(text: string): string {
  if (text.length > longestObservable || isPlain.test(text)) return text;
  const single = unwrap(withoutInvisible(text));
  if (!mayBeDefanged.test(single)) return hasSpace.test(single) ? text : single;
  const joined = refangParts(single.replaceAll(spacesAroundMark, '$1'));
  if (!hasSpace.test(joined)) return joined;
  const apart = refangParts(single);
  return apart === single ? text : apart;
}

/** Longer texts are documents; looking for one observable in them would be slow and wrong. */
const longestObservable = 8_192;

/** Most observables are written as they are: a name or an address, or a URL without anything that could be a mark. */
const isPlain = /^(?:[\w.-]*\w|https?:\/\/[\w.~:/?#@!$&*+=%-]*[\w/])$/;

/** Cheap test: without one of these, there is nothing to undo. */
const mayBeDefanged = /[[({\\．。｡․]|\.\]|^(?:h[x*_]|hx|ht[xt*]|f[x*_]|sf[x*]|meow)/i;
const hasSpace = /\s/;
// Runs of spaces are limited here and below, so that a long one costs no more than its length.
const spacesAroundMark = /\s{0,3}([[({]\s{0,3}(?:\.|dot|at|@|:)\s{0,3}[\])}])\s{0,3}/gi;

const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const isPrintableAscii = /^[\x20-\x7e]*$/;

/** In scripts that use them, joiners are part of the word; between ASCII characters they only hide. */
function withoutInvisible(text: string): string {
  const visible = text.replaceAll(invisible, '');
  return isPrintableAscii.test(visible) ? visible : text;
}

const wrappings = [
  /^"(.+)"$/,
  /^'(.+)'$/,
  /^`(.+)`$/,
  /^<(.+)>$/,
  /^“(.+)”$/,
  /^‘(.+)’$/,
  /^«(.+)»$/,
  /^\((.+)\)$/,
  /^\{(.+)\}$/,
];
const wrappedInSquare = /^\[((?:[^[\]]|\[[^[\]]*\])+)\]$/;

/** Takes away what surrounds one observable in running text. */
function unwrap(text: string, depth = 0): string {
  const trimmed = text.trim();
  if (hasSpace.test(trimmed) || !looksLikeObservable.test(trimmed)) return trimmed;
  const bare = trimmed.replace(/[,;]{1,3}$/, '');
  const inner = innerOf(bare);
  if (inner !== undefined && depth < 4) return unwrap(inner, depth + 1);
  if (trimmed.includes('/')) return trimmed;
  return ipv4Number(bare.slice(0, -1)) >= 0 && bare.endsWith('.') ? bare.slice(0, -1) : bare;
}

const looksLikeObservable = /[.:@．。]|\bdot\b|^\W*[0-9a-f]{32,}\W*$/i;

function innerOf(text: string): string | undefined {
  for (const wrapping of wrappings) {
    const inner = wrapping.exec(text)?.[1];
    if (inner !== undefined && isBalanced(inner)) return inner;
  }
  const inner = wrappedInSquare.exec(text)?.[1];
  return inner !== undefined && !isIpv6Text.test(inner) ? inner : undefined;
}

const isIpv6Text = /^[0-9a-f:.%\w]*:[0-9a-f:.%\w]*:[0-9a-f:.%\w]*$/i;

/** False for `(a)b(c)`, whose first and last bracket are no pair. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ('([{<'.includes(character)) depth += 1;
    if (')]}>'.includes(character)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function refangParts(text: string): string {
  const withScheme = refangScheme(text);
  const start = withScheme.indexOf('://') + 1;
  const pathAt = withScheme.slice(start === 0 ? 0 : start + 2).search(/(?<!\[)[/?#]/);
  const cut = pathAt < 0 ? withScheme.length : pathAt + (start === 0 ? 0 : start + 2);
  const head = refangHead(withScheme.slice(0, cut));
  const tail = withScheme.slice(cut);
  const isDefanged = head !== withScheme.slice(0, cut) || withScheme !== text;
  return isDefanged ? head + tail.replaceAll(bracketedDot, '.') : text;
}

const colon = String.raw`(?:\[:\]|\(:\)|:)`;
const slashes = String.raw`(?:\/\/|\[\/\/\]|\[\/\]\[\/\]|\[\/\]\/|\\\\)`;
const separator = String.raw`(?:\[:\/\/\]|\(:\/\/\)|${colon}${slashes})`;
const webScheme = new RegExp(
  String.raw`^(?:h[x*_]{2}p|hx[tx]p|ht[x*]p|h\*tp|h\[tt\]p|h\(tt\)p|meow)(s?)${separator}`,
  'i',
);
const fileScheme = new RegExp(String.raw`^(s?)f[x*_]p(s?)${separator}`, 'i');
const otherScheme = new RegExp(String.raw`^([a-z][a-z0-9+-]*)${separator}`, 'i');

function refangScheme(text: string): string {
  const plain = text
    .replace(webScheme, (_, secure: string) => `http${secure.toLowerCase()}://`)
    .replace(fileScheme, (_, before: string, after: string) => `${before}ftp${after}://`.toLowerCase());
  if (plain !== text || isPlainScheme.test(text)) return plain;
  return text.replace(otherScheme, (_, scheme: string) => `${scheme}://`);
}

/** `http:\\host` is left to the URL parser, `C:\\dir` to nobody. */
const isPlainScheme = /^[a-z][a-z0-9+.-]*:(?:\/\/|\\)/i;

const bracketedDot = /[[({]\.[\])}]/g;
const dotMark = /[[({]\s*(?:\.|dot)\s*[\])}]/gi;
const atMark = /(?<=[\w"'+.-])[[({]\s*at\s*[\])}](?=[\w[])|(?<=\S)[[({]@[\])}](?=[\p{L}\p{N}_[])/giu;
const wideDot = /[．。｡․]/g;
const colonMark = /\[:\]|\(:\)/g;

/** Scheme and authority, or the whole of a text without a path. */
function refangHead(head: string): string {
  const dotted = head.replaceAll(dotMark, (mark, at: number) =>
    standsBetweenLabels(head, at, mark.length) ? '.' : mark,
  );
  const named = dotted.replaceAll(atMark, '@');
  const narrow = named.replaceAll(wideDot, '.');
  const ascii = isPrintableAscii.test(narrow) ? narrow : named;
  const escaped = refangHalfBrackets(refangEscapedDots(ascii));
  const colons = escaped.replaceAll(colonMark, ':');
  return isAddressWithColons.test(colons) ? colons : escaped;
}

const isAddressWithColons =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?\[?(?:[0-9a-f]*:){2,7}[0-9a-f.]*(?:%\w+)?\]?(?::\d+)?$|^(?:[a-z][a-z0-9+.-]*:\/\/)?[^\s:]+:\d{1,5}$/i;

const labelEnd = /[\p{L}\p{N}_\])}-]$/u;
const labelStart = /^[\p{L}\p{N}_[({-]/u;

function standsBetweenLabels(text: string, at: number, length: number): boolean {
  return labelEnd.test(text.slice(Math.max(0, at - 2), at)) && labelStart.test(text.slice(at + length));
}

/** `evil\.com`, but not the relative path `src\.git`: every dot is escaped, and the ending is known. */
function refangEscapedDots(text: string): string {
  if (!text.includes('\\.')) return text;
  const plain = text.replaceAll('\\.', '.');
  return !plain.includes('\\') && !/(?<!\\)\./.test(text) && hasKnownHost(plain) ? plain : text;
}

/** `evil[.com` and `evil.]com`, which people who defang in haste write. */
function refangHalfBrackets(text: string): string {
  if (!/\w(?:\[\.|\.\])\w/.test(text)) return text;
  const plain = text.replaceAll(/(?<=\w)(?:\[\.|\.\])(?=\w)/g, '.');
  return hasKnownHost(plain) ? plain : text;
}

function hasKnownHost(head: string): boolean {
  const host = head
    .replace(/^.*(?:\/\/|@)/, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  return ipv4Number(host) >= 0 || (isHost.test(host) && domainParts(host).registeredDomain !== undefined);
}

/**
 * Makes one address, name, URL or mail address unclickable: `hxxps://evil[.]com/a[.]php`, `8[.]8[.]8[.]8`,
 * `2001[:]db8[:][:]1`, `bob[@]evil[.]com`. Any other text comes back unchanged.
 * `refang(defang(x))` is `x` for every canonical observable.
 */
export function defang(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return defangUrl(text);
  if (hasSpace.test(text)) return text;
  if (isBareIpv6.test(text)) return text.replaceAll(':', '[:]').replaceAll('.', '[.]');
  const at = text.lastIndexOf('@');
  if (at > 0 && isHost.test(text.slice(at + 1)))
    return `${text.slice(0, at)}[@]${text.slice(at + 1).replaceAll('.', '[.]')}`;
  return isHost.test(text) ? text.replaceAll('.', '[.]') : text;
}

const isBareIpv6 = /^(?=.*:.*:)[0-9a-f:]+(?:\d+(?:\.\d+){3})?(?:%[\w.-]+)?$/i;
const isHost = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?(?::\d+)?(?:[/?#]\S*)?$/u;

function defangUrl(url: string): string {
  const dotted = url.replaceAll('.', '[.]');
  if (/^https?:/i.test(url)) return dotted.replace(/^http/i, 'hxxp');
  if (/^ftps?:/i.test(url)) return dotted.replace(/^ftp/i, 'fxp');
  return dotted.replace('://', '[:]//');
}
