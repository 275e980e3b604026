/**
 * What a text shows at a glance of what may be in it: a bit for each kind of observable. A text in which the pattern of a
 * kind matches always has its bit; most texts have few bits, so that most patterns need not be tried on them.
 */
export const sign = {
  always: 1 << 0,
  url: 1 << 1,
  email: 1 << 2,
  fuzzyHash: 1 << 3,
  backslash: 1 << 4,
  linuxPath: 1 << 5,
  bitcoin: 1 << 6,
  ethereum: 1 << 7,
  mac: 1 << 8,
  ipv6: 1 << 9,
  hash: 1 << 10,
  host: 1 << 11,
  cve: 1 << 12,
  attack: 1 << 13,
  asn: 1 << 14,
  /** A dot without a `.` in it: `[dot]`, `。`. */
  rareDot: 1 << 15,
} as const;

export const everySign = (1 << 16) - 1;

/**
 * The signs of a text, or of the part of it from `start` to `end`, in one pass. One function without objects, since it
 * runs for every text, and again over what remains of it when something was found.
 */
export function signsOf(text: string, start = 0, end = text.length): number {
  let signs: number = sign.always;
  /** Where the word of letters and digits begins that is being read. */
  let word = start;
  let colonAt = -100;
  let nearColons = 0;
  /** Separators on end with two characters between them, and dots with four. */
  let pairs = 0;
  let fours = 0;
  /** Whether a slash stands in the run of characters of paths that is being read. */
  let isPath = false;
  let code = 0;
  for (let i = start; i < end; i++) {
    const before = code;
    code = text.charCodeAt(i);
    const role = roles[code] ?? otherMark;
    if (role === letter) continue;
    if (role === digit) {
      if (beforeNumber[before] === 1) signs |= signsOfNumber(text, i);
      continue;
    }
    const length = i - word;
    if (length >= shortestLongWord) signs |= signsOfLongWord(text, word, i);
    word = i + 1;
    if (role === colon || role === hyphen) {
      pairs = length === 2 ? pairs + 1 : 0;
      if (pairs >= 5) signs |= sign.mac;
    }
    switch (role) {
      case dot:
        fours = length === 4 ? fours + 1 : 0;
        if (fours >= 2) signs |= sign.mac;
        if (isBetweenLabels(text, i)) signs |= sign.host;
        break;
      case colon:
        nearColons = i - colonAt <= longestGroup ? nearColons + 1 : 1;
        if (nearColons >= 6) signs |= sign.ipv6;
        signs |= signsOfColon(text, i, colonAt);
        colonAt = i;
        break;
      case slash:
        signs |= signsOfSlash(text, i, isPath);
        isPath = true;
        break;
      case backslash:
        signs |= sign.backslash;
        break;
      case hyphen:
      case otherMark:
        break;
      default:
        signs |= signsOfMark(role, text, i);
    }
    if (role > slash) isPath = false;
  }
  return signs | signsOfLongWord(text, word, end);
}

const letter = 0;
const digit = 1;
/** Marks that may stand in a part of a path: from here … */
const dot = 2;
const hyphen = 3;
const atSign = 4;
const percent = 5;
const partMark = 6;
/** … to here. */
const slash = 7;
const colon = 8;
const backslash = 9;
const bracket = 10;
const wideDot = 11;
const otherMark = 12;

const wideDots = [0x3002, 0xff0e, 0xff61];

const rolesOfMarks: Readonly<Record<string, number>> = {
  '.': dot,
  '-': hyphen,
  '@': atSign,
  '%': percent,
  _: partMark,
  '+': partMark,
  '~': partMark,
  '=': partMark,
  '/': slash,
  ':': colon,
  '\\': backslash,
  '[': bracket,
  '(': bracket,
  '{': bracket,
};

/** The role of each UTF-16 unit; what is not of ASCII is a mark here. */
const roles = Uint8Array.from({ length: 65_536 }, (_, code) => {
  if (code >= 128) return wideDots.includes(code) ? wideDot : otherMark;
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return letter;
  return /\d/.test(character) ? digit : (rolesOfMarks[character] ?? otherMark);
});

/** Fewer letters and digits on end are no wallet and no hash. */
const shortestLongWord = 14;

function signsOfLongWord(text: string, start: number, end: number): number {
  if (end - start < shortestLongWord) return 0;
  const first = text.charAt(start);
  const wallet = '13bB'.includes(first) ? sign.bitcoin : first === '0' && end - start === 42 ? sign.ethereum : 0;
  return end - start >= 32 ? wallet | sign.hash : wallet;
}

const matching = (pattern: RegExp): Uint8Array =>
  Uint8Array.from({ length: 65_536 }, (_, code) => Number(pattern.test(String.fromCharCode(code))));

const beforeNumber = matching(/[-TSGAtsgN :]/);

/** `T1059`, `attack.t1059`, `CVE-2021`, `AS174`, `ASN 174`, `ASN: 174` */
function signsOfNumber(text: string, i: number): number {
  const [further, before, first] = [text.charAt(i - 2), text.charAt(i - 1), text.charAt(i)];
  if (before === '-') return further === 'E' || further === 'e' ? sign.cve : 0;
  if (before === ' ' || before === ':') return further === 'N' || further === ':' ? sign.asn : 0;
  if (before === 'N') return sign.asn;
  const asn = before === 'S' && further === 'A' ? sign.asn : 0;
  const isId = (first === '0' || first === '1') && (before <= 'Z' || further === '.');
  return isId ? asn | sign.attack : asn;
}

const beforeDot = matching(/[\w\-[({\\\u0080-\uffff]/);
const afterDot = matching(/[\w\-\])}\u0080-\uffff]/);

/** Whether a dot stands between labels, or between marks of defanging that do. */
function isBetweenLabels(text: string, i: number): boolean {
  if (i === 0 || i + 1 === text.length) return false;
  const [before, after] = [text.charCodeAt(i - 1), text.charCodeAt(i + 1)];
  return beforeDot[before] === 1 && afterDot[after] === 1;
}

/** Four digits and brackets around the colon: as far as colons of an IPv6 address are apart. */
const longestGroup = 8;

function signsOfColon(text: string, i: number, lastColon: number): number {
  const before = text.charAt(i - 1);
  const distance = i - lastColon;
  const endsFuzzyHash = distance >= 7 && distance <= 65 && /\d/.test(text.charAt(lastColon - 1));
  return (before === ':' || before === '[' ? sign.ipv6 : 0) | (endsFuzzyHash ? sign.fuzzyHash : 0);
}

function signsOfSlash(text: string, i: number, isPath: boolean): number {
  const before = text.charAt(i - 1);
  const url = before === '/' || text.charAt(i + 1) === ']' ? sign.url : 0;
  return isPath || before === '.' || before === '~' ? url | sign.linuxPath : url;
}

function signsOfMark(role: number, text: string, i: number): number {
  if (role === atSign) return sign.email;
  if (role === wideDot) return sign.host | sign.rareDot;
  if (role === percent) return /^2f%/i.test(text.slice(i + 1, i + 4)) ? sign.url : 0;
  if (role !== bracket) return 0;
  const after = text.slice(i + 1, i + 5);
  if (/^at[\])}]/i.test(after)) return sign.email;
  return /^dot[\])}]/i.test(after) ? sign.host | sign.rareDot : 0;
}
