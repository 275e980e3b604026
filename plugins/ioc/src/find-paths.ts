import { File, RegistryKey } from '@pivotkit/entities';
import { hosts } from './find-hosts.ts';
import { ipv6 } from './find-ipv6.ts';
import { iocOf, matchesOf, nothing, type FindContext, type Finder } from './finding.ts';
import { sign, signsOf } from './signs.ts';
import type { Ioc } from './types.ts';

const hive = String.raw`(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|CC|U))`;
const keyPart = String.raw`(?:Windows NT|Internet Explorer|Internet Settings|[^\s\\"'<>|,;()]{1,255})`;
const registryKey = new RegExp(String.raw`(?<![\w\\])${hive}:?(?:\\{1,2}${keyPart}){1,64}`, 'gi');
const quotedRegistryKey = new RegExp(String.raw`(?<=["'])${hive}:?(?:\\{1,2}[^\\"'\r\n]{1,255}){1,64}(?=["'])`, 'gi');

/** Keys of the Windows registry that begin with a hive. In quotes their parts may have spaces. */
export const registryKeys: Finder = {
  sign: sign.backslash,
  find: (text, { memo, wants }) => {
    if (!/hk/i.test(text)) return nothing;
    return inQuotesOrPlain(text, quotedRegistryKey, registryKey).map((place) => {
      const entity = wants('registry_key') ? memo.read(RegistryKey, place.text) : undefined;
      return { ioc: iocOf({ type: 'registry_key', text: place.text, start: place.start, entity }) };
    });
  },
};

/** A drive may follow a prefix of the kernel (`\??\C:\`); `$env:` is how PowerShell names a variable. */
const root = String.raw`(?:(?<!\w)[a-z]:\\{1,2}|(?<![\w\\.%])(?:\\{2,4}[\w.$:-]{1,253}\\{1,2}|%\w{1,64}%\\{1,2}|\$env:\w{1,64}\\{1,2}|(?:\.{1,2}\\{1,2}){1,32}))`;
const name = String.raw`(?:[^\\/:*?"'<>|\s,;()]|(?<=\$env):){1,255}`;
/** A folder may have spaces, as long as what is between them is no option, ending or beginning of another path. */
const folder = String.raw`(?:${name}(?: (?![-/.%])${name}){0,8}\\{1,2})`;
const windowsPath = new RegExp(String.raw`${root}${folder}{0,64}(?:${name})?`, 'gi');
const quotedName = String.raw`[^\\:*?"'<>|^\s]{1,255}(?: (?![-/%])[^\\:*?"'<>|^\s]{1,255}){0,16}`;
const quotedWindowsPath = new RegExp(
  String.raw`(?<=["'])${root}(?:${quotedName}\\{1,2}){0,64}(?:${quotedName})?(?=["'])`,
  'gi',
);

/** Paths of Windows: with a drive, a server, a variable or dots at their beginning. */
export const windowsPaths: Finder = {
  sign: sign.backslash,
  find: (text, context) =>
    inQuotesOrPlain(text, quotedWindowsPath, windowsPath).map((place) => {
      const entity = context.wants('windows_path') ? context.memo.read(File, place.text) : undefined;
      const ioc = iocOf({ type: 'windows_path', text: place.text, start: place.start, entity });
      return place.text.startsWith(twoBackslashes) ? { ioc, inner: () => serverOf(place, context) } : { ioc };
    }),
};

const twoBackslashes = '\\\\';

/** Absolute with two parts or more (`/c` is an option, `/32` a mask), or beginning with `./`, `../`, `~/`. */
const part = String.raw`[\w.@+~%=-]{1,255}`;
const linuxPath = new RegExp(
  String.raw`(?<=^|[\s"'=:,;([<>|&$\x60])(?:(?:~|\.{1,2}(?:\/\.\.){0,31})\/${part}(?:\/${part}){0,63}|(?:\/${part}){2,64})`,
  'gi',
);

/** Paths of Linux and its like. */
export const linuxPaths: Finder = {
  sign: sign.linuxPath,
  find: (text, { memo, wants }) =>
    matchesOf(text, linuxPath).map(({ 0: match, index: start }) => {
      const written = match.endsWith('.') ? match.replace(/\.+$/, '') : match;
      const entity = wants('linux_path') ? memo.read(File, written) : undefined;
      return { ioc: iocOf({ type: 'linux_path', text: written, start, entity }) };
    }),
};

interface Place {
  readonly text: string;
  readonly start: number;
}

/** What is in quotes, and what is not and does not overlap it, in order. */
function inQuotesOrPlain(text: string, quoted: RegExp, plain: RegExp): readonly Place[] {
  const inQuotes = /["']/.test(text) ? placesOf(text, quoted) : nothing;
  if (inQuotes.length === 0) return placesOf(text, plain);
  const places: Place[] = [];
  let at = 0;
  for (const place of inQuotes) {
    places.push(...placesOf(text.slice(at, place.start), plain, at), place);
    at = place.start + place.text.length;
  }
  places.push(...placesOf(text.slice(at), plain, at));
  return places;
}

const placesOf = (text: string, pattern: RegExp, offset = 0): readonly Place[] =>
  matchesOf(text, pattern).map(({ 0: match, index }) => ({ text: withoutEnd(match), start: index + offset }));

/** Without the backslash, dots and spaces after the last part. */
const withoutEnd = (path: string): string => (/[\\.\s]$/.test(path) ? path.replace(looseEnd, '') : path);
const looseEnd = /(?<=[^\\:])\\+$|[.\s]+$/;

/** The server of `\\server\share\…`. */
function serverOf({ text, start }: Place, context: FindContext): readonly Ioc[] {
  const [, slashes = '', server = ''] = /^(\\{2,4})([^\\]+)/.exec(text) ?? [];
  const at = start + slashes.length;
  return [ipv6, hosts].flatMap((finder) =>
    finder.find(server, context, signsOf(server)).map(({ ioc }) => ({ ...ioc, start: ioc.start + at })),
  );
}
