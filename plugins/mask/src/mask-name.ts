import { Dns } from '@pivotkit/entities';
import type { Keyed } from './keyed.ts';
import { maskAddress } from './mask-address.ts';
import { maskWord } from './mask-word.ts';

/** Every run of letters and digits masked by itself; what stands between them stays. */
export const maskWords = (text: string, keyed: Keyed): string =>
  text.replaceAll(/[\p{L}\p{N}\p{M}]+/gu, (word) => maskWord(word, keyed));

const privateEnding = /\.(?:local|lan|corp|home|internal|intranet|private|localdomain|test|example)$/i;

/** A name of a host or domain: its ending (`.co.uk`, `.local`) and its dots stay, so that two names of one domain still are. */
export function maskName(name: string, keyed: Keyed): string {
  const ending = endingOf(name);
  const rest = name.slice(0, name.length - ending.length);
  // In lower case, since names that differ in case only are one.
  return maskWords(rest.toLowerCase(), keyed) + ending;
}

function endingOf(name: string): string {
  const [ending] = privateEnding.exec(name) ?? [];
  if (ending !== undefined) return ending;
  const parsed = Dns.parse(name);
  const suffix = parsed.ok ? (parsed.value.parts().suffix ?? '') : '';
  return suffix !== '' && name.toLowerCase().endsWith(`.${suffix}`) ? name.slice(-suffix.length - 1) : '';
}

/** `user@host`, mail addresses and principal names. */
export function maskMail(text: string, keyed: Keyed): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return maskWords(text, keyed);
  return `${maskWords(text.slice(0, at).toLowerCase(), keyed)}@${maskHost(text.slice(at + 1), keyed)}`;
}

const maskHost = (text: string, keyed: Keyed): string => maskAddress(text, keyed) ?? maskName(text, keyed);

/** Accounts that every system has: to hide them would hide what happened, and nobody. */
const everywhere =
  /^(?:(?:nt authority|nt service|builtin|window manager|font driver host)\\.*|system|local service|network service|anonymous logon|localsystem|root|daemon|nobody|www-data|administrator|guest|everyone|users|administrators|dwm-\d+|umfd-\d+|-|n\/a)$/i;

/** `DOMAIN\user`, `user@domain` or a bare name; accounts that every system has stay. */
export function maskAccount(text: string, keyed: Keyed): string {
  if (everywhere.test(text.trim())) return text;
  const slash = text.lastIndexOf('\\');
  if (slash >= 0) {
    const user = text.slice(slash + 1);
    return `${maskWords(text.slice(0, slash).toLowerCase(), keyed)}\\${everywhere.test(user) ? user : maskWords(user.toLowerCase(), keyed)}`;
  }
  return text.includes('@') ? maskMail(text, keyed) : maskWords(text.toLowerCase(), keyed);
}

/** The scheme, port and shape of a URL stay, and the names of its parameters; host, path and values are masked. */
export function maskUrl(text: string, keyed: Keyed): string {
  const [, scheme = '', authority, path = '', query, fragment] =
    /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text) ?? [];
  if (authority === undefined) return maskWords(text, keyed);
  return [
    scheme,
    maskAuthority(authority, keyed),
    maskPath(path, keyed),
    query === undefined
      ? ''
      : `?${query
          .split('&')
          .map((pair) => maskPair(pair, keyed))
          .join('&')}`,
    fragment === undefined ? '' : `#${maskWords(fragment, keyed)}`,
  ].join('');
}

function maskAuthority(authority: string, keyed: Keyed): string {
  const [, user, host = '', port = ''] = /^(?:(.*)@)?(\[[^\]]*\]|[^:]*)(:\d*)?$/s.exec(authority) ?? [];
  const inner = host.replaceAll(/[[\]]/g, '');
  const masked = maskHost(inner, keyed);
  return `${user === undefined ? '' : `${maskWords(user, keyed)}@`}${host === inner ? masked : `[${masked}]`}${port}`;
}

function maskPair(pair: string, keyed: Keyed): string {
  const equals = pair.indexOf('=');
  return equals < 0 ? maskWords(pair, keyed) : `${pair.slice(0, equals)}=${maskWords(pair.slice(equals + 1), keyed)}`;
}

/** Folders that every system has. */
const folders =
  /^(?:[a-z]:|windows|system32|syswow64|program files(?: \(x86\))?|programdata|users|public|default|appdata|local|locallow|roaming|temp|tmp|desktop|documents|downloads|startup|microsoft|usr|bin|sbin|etc|var|log|lib|lib64|opt|home|root|dev|proc|sys|run|mnt|srv|\.|\.\.|)$/i;

/** Folders that every system has stay, and endings of files; the rest is masked, segment by segment. */
export const maskPath = (path: string, keyed: Keyed): string =>
  path.replaceAll(/[^\\/]+/g, (segment) => {
    if (folders.test(segment)) return segment;
    const [, stem = segment, ending = ''] = /^(.+)(\.[a-z0-9]{1,5})$/is.exec(segment) ?? [];
    return maskWords(stem, keyed) + ending;
  });
