import { existsSync, readFileSync } from 'node:fs';
import { createSession, readCsv } from '@pivotkit/core';
import { refang } from '@pivotkit/entities';
import { extractIocs, ioc, iocTypes, type IocType } from '@pivotkit/plugin-ioc';
import { describe, expect, test } from 'vitest';

const folder = '../shared/oracle';

/** Why something only the peer finds is no loss: the first reason that fits counts. */
const reasons: readonly (readonly [reason: string, fits: (type: string, observable: string) => boolean])[] = [
  ['an address with a part above 255, or the first four parts of five', (type) => type === 'ipv4'],
  ['a clock time, a MAC address, or an address without its zone', (type) => type === 'ipv6'],
  [
    'a URL with the quote, bracket or comma after it, or cut inside its host',
    (type, text) => type === 'url' && /['"),\\]$|\[2001:$|:\/\/m?$|'\)|','/.test(text),
  ],
  ['a second spelling of a URL that is there, its parameters decoded', (type) => type === 'url'],
  [
    'a host of one label: no domain name, and part of a URL that is there',
    (type, text) => type === 'dns' && !text.includes('.'),
  ],
  ['a name with the percent sign of an encoded URL cut off', (type, text) => type === 'dns' && text.startsWith('2F')],
  ['the beginning of a name with an underscore', (type, text) => type === 'dns' && text === 'y.com'],
  [
    'the end of a file name with an underscore, or of one that goes on in letters beyond ASCII',
    (type, text) => type === 'dns' && /^(?:662jfi039n\.exe|391365252\.hdmp|randll\.dll|my\.rsp)$/i.test(text),
  ],
  ['the local part of a mail address', (type, text) => type === 'dns' && text === 'user.name'],
  [
    'a class of a script',
    (type, text) => type === 'dns' && /^wscript\.shell$|^system\..*\(|^System\.Byte$|^Net\.Web/i.test(text),
  ],
  [
    'the name of a file, or of one cut before its digit (.ps1)',
    (type, text) => type === 'dns' && /\.(?:zip|mov|md|py|sh|ps)$/i.test(text),
  ],
  ['user and password of a URL', (type, text) => type === 'email' && /^\/\/|^pass@/.test(text)],
  ['a hash of one digit repeated', (type, text) => type.endsWith('_hash') && new Set(text).size < 5],
  [
    'a path cut at a placeholder, a variable or a slash the other way',
    (type, text) => type === 'windows_path' && /\[REDACTED\]|\$env:|kittens1\.jpg';$|\\CMF-64$/.test(text),
  ],
  [
    'two paths or keys with the words between them',
    (type, text) => type === 'windows_path' && / (?:\.\.|add|query|Certificate)/.test(text),
  ],
  ['an escaped line break', (type, text) => type === 'windows_path' && text === '\\n'],
  [
    'the user of an account with its domain',
    (type, text) => type === 'windows_path' && /^\\MSTIC[A-Za-z0-9]+\$?$/.test(text),
  ],
  [String.raw`the middle of \??\C:\, whose path is there`, (type, text) => type === 'windows_path' && text === '\\C:'],
];

const reasonFor = (type: string, observable: string): string | undefined =>
  reasons.find(([, fits]) => fits(type, observable))?.[0];

/** Types both look for in the same sense: the peer's paths of Linux are any text after a slash. */
const shared = (type: string): boolean =>
  iocTypes.slice(0, 7).includes(type as IocType) || ['sha256_hash', 'windows_path'].includes(type);

/** Peer observables stay defanged, against its documentation; both are compared refanged. */
const entry = (type: string, observable: string): string => `${type} ${refang(observable)}`;

const unexplained = (peer: ReadonlySet<string>, ours: ReadonlySet<string>): string[] =>
  [...peer].filter((one) => !ours.has(one) && reasonFor(...split(one)) === undefined);

function split(one: string): [type: string, observable: string] {
  const at = one.indexOf(' ');
  return [one.slice(0, at), one.slice(at + 1)];
}

/** Bodies of suites run even where they are skipped. */
const readJson = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});

const strings = `${folder}/ioc-teststrings`;

describe.skipIf(!existsSync(strings))(`texts of the peer's own tests, and more (needs ${strings})`, () => {
  const inputs = readJson(`${strings}/input.json`) as Readonly<Record<string, string>>;
  const { string_extract: expected } = readJson(`${strings}/expected.json`) as {
    readonly string_extract: Readonly<Record<string, Readonly<Record<string, readonly string[] | string>>>>;
  };

  test.each(Object.keys(inputs))('%s: all that the peer finds, or a reason why not', (name) => {
    const found = extractIocs(inputs[name] ?? '', { includePaths: true, nested: true });
    const ours = new Set(found.map(({ type, observable }) => entry(type, observable)));
    const lists = Object.entries(expected[name] ?? {}).filter(([type]) => shared(type));
    const peer = new Set(
      lists.flatMap(([type, list]) => (Array.isArray(list) ? list : []).map((one: string) => entry(type, one))),
    );
    expect(unexplained(peer, ours)).toEqual([]);
  });
});

type PeerRow = readonly [row: number, type: string, observable: string];

interface Variant {
  readonly columns: readonly [string, ...string[]];
  readonly params: {
    readonly ioc_types?: readonly string[];
    readonly ignore_tlds?: boolean;
    readonly include_paths?: boolean;
  };
  readonly rows__SourceIndex_IoCType_Observable?: readonly PeerRow[];
}

/**
 * Without a look at endings every file is a name to the peer, and with paths every piece after a backslash is a path: such a
 * name or piece is no loss where it is part of a path, key or URL that is found in its row.
 */
const isPart = (text: string, whole: string): boolean => plainPath(whole).includes(plainPath(text));
const plainPath = (text: string): string => text.toLowerCase().replaceAll('\\\\', '\\');
const isOuter = (type: string): boolean => ['windows_path', 'linux_path', 'registry_key', 'url'].includes(type);

const tables = ['ioc-procs363', 'ioc-processtree', 'ioc-alertlist'].filter((name) => existsSync(`${folder}/${name}`));

describe.skipIf(tables.length === 0)(`tables of processes and alerts (needs ${folder})`, () => {
  const variants = tables.flatMap((name) => {
    const { variants: all } = JSON.parse(readFileSync(`${folder}/${name}/expected.json`, 'utf8')) as {
      variants: Variant[];
    };
    return all
      .filter((variant) => variant.rows__SourceIndex_IoCType_Observable !== undefined)
      .map((variant) => [name, variant] as const);
  });

  test.each(variants)('%s, %o', async (name, { columns, params, ...variant }) => {
    const table = readCsv(readFileSync(`${folder}/${name}/input.csv`, 'utf8'), { quotes: 'lenient' });
    await using session = await createSession({ plugins: [ioc] });
    const wanted = params.ioc_types?.filter((type): type is IocType => iocTypes.some((one) => one === type));
    const [first = 'ipv4', ...others] = wanted ?? [];
    const options = {
      columns: [...columns] as [string, ...string[]],
      nested: true,
      includePaths: params.include_paths === true,
      ignoreTlds: params.ignore_tlds === true,
    };
    const found = await session
      .from(table)
      .verb('ioc.extract', wanted === undefined ? options : { ...options, iocTypes: [first, ...others] })
      .run();
    const ours = new Set(found.toRows().map((row) => `${row.SourceIndex} ${entry(row.IoCType, row.Observable)}`));
    const rows = (variant.rows__SourceIndex_IoCType_Observable ?? []).filter(([, type]) => shared(type));
    // The peer adds hosts of URLs even where names are not wanted.
    const peer = rows.filter(([, type]) => wanted === undefined || params.ioc_types?.includes(type) === true);
    const missing = peer.filter(([index, type, text]) => !ours.has(`${index} ${entry(type, text)}`));
    const whole = await session.from(table).verb('ioc.extract', { columns: options.columns, includePaths: true }).run();
    const outer = whole.toRows().filter(({ IoCType }) => isOuter(IoCType));
    const isInside = ([index, type, text]: PeerRow): boolean =>
      ['dns', 'windows_path'].includes(type) &&
      outer.some(({ SourceIndex, Observable }) => SourceIndex === index && isPart(text, Observable));
    const unexplainedRows = missing.filter((row) => reasonFor(row[1], row[2]) === undefined && !isInside(row));
    expect(unexplainedRows).toEqual([]);
    expect(found.toRows().every(({ Input, Start, Observable }) => Input.length >= Start && Observable !== '')).toBe(
      true,
    );
  });
});
