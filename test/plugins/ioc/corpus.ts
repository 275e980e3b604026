import { seededRandom, wholeBelow } from '@pivotkit/core';
import type { IocType } from '@pivotkit/plugin-ioc';

/** A text and what an analyst would have found in it, as `type observable`, nested things left out. */
export interface LabelledText {
  readonly text: string;
  readonly expected: readonly string[];
}

const random = seededRandom(20_261_128);
const below = (limit: number): number => wholeBelow(random, limit);
const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
const letters = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
const hex = (length: number): string => letters('0123456789abcdef', length);
const word = (): string => letters('abcdefghijklmnopqrstuvwxyz', 3 + below(8));
const octets = (): string => `${1 + below(223)}.${below(256)}.${below(256)}.${below(256)}`;
const ending = (): string => pick(['com', 'net', 'org', 'co.uk', 'de', 'info', 'xyz', 'ru']);
const host = (): string => `${pick(['', '', 'www.', 'mail.', 'a-b.'])}${word()}.${ending()}`;
const path = (): string =>
  pick(['', '/', `/${word()}`, `/${word()}/${word()}.php`, `/${word()}?id=${below(999)}&x=${word()}`]);
const dots = (text: string): string => text.replaceAll('.', pick(['[.]', '(.)', '[dot]', '(dot)', '{.}']));

/** An observable: its type, how it may be written, and what should be found. */
type Made = readonly [type: IocType, written: string, observable: string];
const same = (type: IocType, text: string): Made => [type, text, text];

const makers: readonly [() => Made, ...(() => Made)[]] = [
  () => same('ipv4', octets()),
  () => {
    const address = octets();
    return ['ipv4', dots(address), address];
  },
  () => same('ipv6', `2001:db8:${hex(4)}::${hex(3)}`),
  () => same('ipv6', Array.from({ length: 8 }, () => hex(4)).join(':')),
  () => same('dns', host()),
  () => {
    const name = host();
    return ['dns', dots(name), name];
  },
  () => same('url', `${pick(['http', 'https', 'ftp'])}://${host()}${path()}`),
  () => {
    const [name, rest] = [host(), path()];
    return ['url', `hxxp${pick(['://', '[:]//'])}${dots(name)}${rest}`, `http://${name}${rest}`];
  },
  () => same('url', `http://${octets()}:${1 + below(65_535)}/${word()}`),
  () => same('email', `${word()}.${word()}@${host()}`),
  () => {
    const [user, domain] = [word(), `${word()}.com`];
    return ['email', `${user}${pick(['[at]', '(at)', '[@]'])}${dots(domain)}`, `${user}@${domain}`];
  },
  () => same('md5_hash', hex(32)),
  () => same('sha1_hash', hex(40).toUpperCase()),
  () => same('sha256_hash', hex(64)),
  () => same('sha512_hash', hex(128)),
  () => same('windows_path', ['C:', 'Users', word(), `${word()}.${pick(['exe', 'dll', 'zip', 'com'])}`].join('\\')),
  () => same('windows_path', ['', '', word(), 'c$', `${word()}.bat`].join('\\')),
  () => same('linux_path', `/${pick(['usr', 'var', 'tmp', 'home'])}/${word()}/${word()}${pick(['', '.sh', '.py'])}`),
  () => same('registry_key', [pick(['HKLM', 'HKEY_CURRENT_USER']), 'Software', word(), 'Run'].join('\\')),
  () => same('cve', `CVE-20${10 + below(16)}-${1_000 + below(99_000)}`),
  () => same('attack_technique', `T1${100 + below(500)}${pick(['', '.001', '.012'])}`),
  () => same('attack_tactic', `TA00${10 + below(33)}`),
  () => same('attack_software', `S0${100 + below(899)}`),
  () => same('attack_group', `G0${100 + below(99)}`),
  () => same('mac_address', Array.from({ length: 6 }, () => hex(2)).join(pick([':', '-']))),
  () => same('asn', `AS${1_000 + below(60_000)}`),
  () =>
    same(
      'ssdeep_hash',
      `${3 * 2 ** below(6)}:a${letters('ABCDEFGHabcdefgh0123456789', 20)}:b${letters('ABCDEFGHabcdefgh', 14)}`,
    ),
  () => same('bitcoin_address', pick(wallets)),
  () => same('ethereum_address', pick([`0x${hex(40)}`, ...checkedEthereum])),
];

/** Published examples: BIP 173, BIP 350, EIP-55, and the documentation of Bitcoin. */
const wallets = [
  '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
  '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
] as const;
const checkedEthereum = [
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
] as const;

/** Texts around observables; none holds one. */
const frames: readonly [string, ...string[]] = [
  '%',
  'seen %',
  'seen: %, and more',
  'Connection to % refused',
  '"%" was blocked (rule 12.3)',
  "cmd.exe /c tool.exe -x '%' > out.txt",
  'powershell -nop -c "Invoke-Thing %"',
  '{"value":"%","n":4}',
  '(%)',
  '<%>',
  '2026-11-28T12:34:56.789Z host7 app[123]: found % in v1.2.3',
  '| % |',
  '%;',
  'indicator = %\r\nnext line',
];

const labelled = (made: Made, frame: string): LabelledText => ({
  text: frame.replace('%', () => made[1]),
  expected: [`${made[0]} ${made[2]}`],
});

const generated = (): LabelledText[] =>
  Array.from({ length: 1_160 }, (_, i) => labelled((makers[i % makers.length] ?? makers[0])(), pick(frames)));

const pairs = (): LabelledText[] =>
  Array.from({ length: 100 }, () => {
    const [left, right] = [pick(makers)(), pick(makers)()];
    const expected = [...new Set([left, right].map(([type, , observable]) => `${type} ${observable}`))];
    return { text: `from ${left[1]} to ${right[1]}`, expected };
  });

const nothing = (): LabelledText[] => {
  const made: readonly [() => string, ...(() => string)[]] = [
    () => `version ${below(20)}.${below(20)}.${below(20)}.${below(200)} installed`,
    () => `Version=${below(9)}.0.0.0, Culture=neutral`,
    () => `v${1 + below(9)}.${below(20)}.${below(20)}`,
    () => `2026-0${1 + below(9)}-1${below(9)} 12:${10 + below(49)}:${10 + below(49)}`,
    () => `${10 + below(18)}.0${1 + below(9)}.2026`,
    () => `${word()}.${pick(['exe', 'dll', 'py', 'zip', 'docx', 'tmp', 'log', 'jpg'])}`,
    () => `import ${word()}.${word()}.${pick(['Util', 'Reader', 'impl'])};`,
    () => `obj.${word()}(${below(99)}); this.${word()} = ${word()}.length`,
    () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    () => hex(33 + below(6)),
    () => `[${word()}]::${word()}($x)`,
    () => `${below(300) + 256}.${below(300)}.1.1`,
    () => `1.2.${below(200)}.3.${below(20)}`,
    () => `#include <${word()}.h>`,
    () => `price ${below(999)}.${10 + below(89)} EUR, ${below(99)}/${below(99)}`,
    () => `1${letters('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 32)}`,
    () => `S${below(99)} G${below(9)} TA${100 + below(800)} T${below(999)} AS${below(99)}`,
    () => `${word()} -${word()} --${word()}=${below(9_999)}`,
  ];
  return Array.from({ length: 180 }, (_, i) => ({ text: (made[i % made.length] ?? made[0])(), expected: [] }));
};

/** By hand: what looks like something and is not, and what hardly looks like what it is. */
const hardTexts: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ['org.apache.commons.lang3.StringUtils', []],
  ['com.example.app', ['dns com.example.app']],
  ['System.Net.WebClient', []],
  ['console.log(x.name)', []],
  ['self.id = node.id', []],
  ['file.name.txt', []],
  ['README.md and setup.py', []],
  ['node.js', []],
  ['e.g. this, i.e. that', []],
  ['John.Doe', []],
  ['10:20:30:40', []],
  ['10.0.0.1/8', ['ipv4 10.0.0.1']],
  ['8.8.8.8.', ['ipv4 8.8.8.8']],
  ['evil.com.', ['dns evil.com']],
  ['1.2.3.4-1.2.3.9', ['ipv4 1.2.3.4', 'ipv4 1.2.3.9']],
  ['kernel 5.10.0.8-generic', []],
  ['Chrome/96.0.4664.110 Safari/537.36', []],
  ['OpenSSL 1.1.1.1', []],
  ['00:00:00', []],
  ['::', []],
  ['a::b', []],
  ['std::string', []],
  ['HTTP/1.1 200 OK', []],
  ['C:\\', ['windows_path C:\\']],
  ['and/or, w/o, n/a', []],
  [`/opt/d41d8cd98f00b204e9800998ecf8427e/x`, ['linux_path /opt/d41d8cd98f00b204e9800998ecf8427e/x']],
  ['md5:d41d8cd98f00b204e9800998ecf8427e', ['md5_hash d41d8cd98f00b204e9800998ecf8427e']],
  ['hxxps://evil[.]com[:]8080/x', ['url https://evil.com:8080/x']],
  ['evil [.] com', []],
  ['http://localhost:8080/', ['url http://localhost:8080/']],
  ['T1059/T1566', ['attack_technique T1059', 'attack_technique T1566']],
  ['T-1059 T10590', []],
  ['CVE-2021-44228/CVE-2021-45046', ['cve CVE-2021-44228', 'cve CVE-2021-45046']],
  ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD', []],
  ['user@localhost', []],
  ['@evil.com', ['dns evil.com']],
  ['git@github.com:a/b.git', ['email git@github.com']],
  ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', []],
  ['IBM AS400 sends AS2 messages', []],
  ['M1.2.3.4', []],
];

/** The same texts each time; what is known to be found wrongly is among them. */
export const corpus: readonly LabelledText[] = [
  ...generated(),
  ...pairs(),
  ...nothing(),
  ...hardTexts.map(([text, expected]) => ({ text, expected })),
];
