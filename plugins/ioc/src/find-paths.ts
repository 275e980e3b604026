import { File, RegistryKey } from '@pivotkit/entities';
import { findHosts } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { iocOf, nothingInside, type FindContext, type Finding } from './finding.ts';
import type { Ioc } from './types.ts';

const hive = String.raw`(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|CC|U))`;
const keyPart = String.raw`(?:Windows NT|Internet Explorer|Internet Settings|[^\s\\"'<>|,;()]{1,255})`;
const registryKey = new RegExp(String.raw`(?<![\w\\])${hive}:?(?:\\{1,2}${keyPart}){1,64}`, 'gi');
const quotedRegistryKey = new RegExp(String.raw`(?<=["'])${hive}:?(?:\\{1,2}[^\\"'\r\n]{1,255}){1,64}(?=["'])`, 'gi');

/** Keys of the Windows registry that begin with a hive. In quotes their parts may have spaces. */
export function* findRegistryKeys(text: string, { memo }: FindContext): IterableIterator<Finding> {
  if (!/hk/i.test(text)) return;
  for (const found of withQuoted(text, quotedRegistryKey, registryKey)) {
    const entity = memo.read(RegistryKey, found.text);
    yield { ioc: iocOf({ type: 'registry_key', ...found, entity }), inner: nothingInside };
  }
}

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
export function* findWindowsPaths(text: string, context: FindContext): IterableIterator<Finding> {
  if (!text.includes('\\')) return;
  for (const found of withQuoted(text, quotedWindowsPath, windowsPath)) {
    const entity = context.memo.read(File, found.text);
    yield { ioc: iocOf({ type: 'windows_path', ...found, entity }), inner: () => serverOf(found, context) };
  }
}

/** Absolute with two parts or more (`/c` is an option, `/32` a mask), or beginning with `./`, `../`, `~/`. */
const part = String.raw`[\w.@+~%=-]{1,255}`;
const linuxPath = new RegExp(
  String.raw`(?<=^|[\s"'=:,;([<>|&$\x60])(?:(?:~|\.{1,2}(?:\/\.\.){0,31})\/${part}(?:\/${part}){0,63}|(?:\/${part}){2,64})`,
  'gi',
);

/** Paths of Linux and its like. */
export function* findLinuxPaths(text: string, { memo }: FindContext): IterableIterator<Finding> {
  if (!text.includes('/')) return;
  for (const { 0: match, index: start } of text.matchAll(linuxPath)) {
    const written = match.replace(/\.+$/, '');
    const entity = memo.read(File, written);
    yield { ioc: iocOf({ type: 'linux_path', text: written, start, entity }), inner: nothingInside };
  }
}

interface Place {
  readonly text: string;
  readonly start: number;
}

/** What is in quotes, and what is not and does not overlap it, in order. */
function* withQuoted(text: string, quoted: RegExp, plain: RegExp): IterableIterator<Place> {
  let at = 0;
  for (const inQuotes of placesOf(text, quoted)) {
    yield* moved(placesOf(text.slice(at, inQuotes.start), plain), at);
    yield inQuotes;
    at = inQuotes.start + inQuotes.text.length;
  }
  yield* moved(placesOf(text.slice(at), plain), at);
}

function* moved(places: Iterable<Place>, by: number): IterableIterator<Place> {
  for (const { text, start } of places) yield { text, start: start + by };
}

function* placesOf(text: string, pattern: RegExp): IterableIterator<Place> {
  for (const { 0: match, index: start } of text.matchAll(pattern))
    yield { text: match.replace(/(?<=[^\\:])\\+$|[.\s]+$/, ''), start };
}

/** The server of `\\server\share\…`. */
function* serverOf({ text, start }: Place, context: FindContext): IterableIterator<Ioc> {
  const [, slashes = '', server = ''] = /^(\\{2,4})([^\\]+)/.exec(text) ?? [];
  const at = start + slashes.length;
  for (const find of [findIpv6, findHosts])
    for (const { ioc } of find(server, context)) yield { ...ioc, start: ioc.start + at };
}
