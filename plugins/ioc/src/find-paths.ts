import { File, RegistryKey, type Entity } from '@pivotkit/entities';
import { findHosts } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { iocOf, nothingInside, type Finding, type FindOptions } from './finding.ts';
import type { Ioc } from './types.ts';

const hive = String.raw`(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|CC|U))`;
const keyPart = String.raw`(?:Windows NT|Internet Explorer|Internet Settings|[^\s\\"'<>|,;()]{1,255})`;
const registryKey = new RegExp(String.raw`(?<![\w\\])${hive}:?(?:\\{1,2}${keyPart}){1,64}`, 'gi');
const quotedRegistryKey = new RegExp(String.raw`(?<=["'])${hive}:?(?:\\{1,2}[^\\"'\r\n]{1,255}){1,64}(?=["'])`, 'gi');

/** Keys of the Windows registry that begin with a hive. In quotes their parts may have spaces. */
export const findRegistryKeys = (text: string): Finding[] => {
  if (!/hk/i.test(text)) return [];
  return withQuoted(text, quotedRegistryKey, registryKey).map(({ written, start }) => {
    const parsed = RegistryKey.parse(written);
    return finding({ type: 'registry_key', text: written, start, entity: parsed.ok ? parsed.value : undefined });
  });
};

const root = String.raw`(?:[a-z]:\\{1,2}|\\{2,4}[\w.$:-]{1,253}\\{1,2}|%\w{1,64}%\\{1,2}|(?:\.{1,2}\\{1,2}){1,32})`;
const name = String.raw`[^\\/:*?"'<>|\s,;()]{1,255}`;
/** A folder may have spaces, as long as what is between them is no option, ending or beginning of another path. */
const folder = String.raw`(?:${name}(?: (?![-/.%])${name}){0,8}\\{1,2})`;
const windowsPath = new RegExp(String.raw`(?<![\w\\.%])${root}${folder}{0,64}(?:${name})?`, 'gi');
const quotedWindowsPath = new RegExp(String.raw`(?<=["'])${root}[^"'<>|\r\n*?]{0,4096}(?=["'])`, 'gi');

export const findWindowsPaths = (text: string, options: FindOptions): Finding[] => {
  if (!text.includes('\\')) return [];
  return withQuoted(text, quotedWindowsPath, windowsPath).map(({ written, start }) =>
    finding({ type: 'windows_path', text: written, start, entity: fileOf(written) }, () =>
      serverOf(written, start, options),
    ),
  );
};

/** Absolute with two parts or more (`/c` is an option, `/32` a mask), or beginning with `./`, `../`, `~/`. */
const part = String.raw`[\w.@+~%=-]{1,255}`;
const linuxPath = new RegExp(
  String.raw`(?<=^|[\s"'=:,;([<>|&$\x60])(?:(?:~|\.{1,2}(?:\/\.\.){0,31})\/${part}(?:\/${part}){0,63}|(?:\/${part}){2,64})`,
  'gi',
);

export const findLinuxPaths = (text: string): Finding[] => {
  if (!text.includes('/')) return [];
  return Array.from(text.matchAll(linuxPath), (match) => {
    const written = match[0].replace(/[.]+$/, '');
    return finding({ type: 'linux_path', text: written, start: match.index, entity: fileOf(written) });
  });
};

interface Place {
  readonly written: string;
  readonly start: number;
}

/** Quoted ones, and plain ones that do not overlap them, in order. */
function withQuoted(text: string, quoted: RegExp, plain: RegExp): Place[] {
  const inQuotes = placesOf(text, quoted);
  if (inQuotes.length === 0) return placesOf(text, plain);
  const parts: string[] = [];
  let at = 0;
  for (const { written, start } of inQuotes) {
    parts.push(text.slice(at, start), ' '.repeat(written.length));
    at = start + written.length;
  }
  const rest = parts.join('') + text.slice(at);
  return [...inQuotes, ...placesOf(rest, plain)].sort((left, right) => left.start - right.start);
}

const placesOf = (text: string, pattern: RegExp): Place[] =>
  Array.from(text.matchAll(pattern), (match) => ({ written: match[0].replace(/[.\s]+$/, ''), start: match.index }));

function fileOf(path: string): Entity | undefined {
  const parsed = File.parse(path);
  return parsed.ok ? parsed.value : undefined;
}

/** The server of `\\server\share\…`. */
function serverOf(path: string, start: number, options: FindOptions): Ioc[] {
  const [, slashes = '', server = ''] = /^(\\{2,4})([^\\]+)/.exec(path) ?? [];
  const at = start + slashes.length;
  return [...findIpv6(server), ...findHosts(server, options)].map(({ ioc }) => ({ ...ioc, start: ioc.start + at }));
}

const finding = (found: Parameters<typeof iocOf>[0], inner: () => readonly Ioc[] = nothingInside): Finding => ({
  ioc: iocOf(found),
  inner,
});
