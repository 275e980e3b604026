import { shellOf, tokenize, type Shell } from './tokenize.ts';

export interface NormalizeOptions {
  /** Default: by what the line looks like. */
  readonly shell?: Shell | undefined;
  /** Leaves numbers as they are. Default: false. */
  readonly keepNumbers?: boolean | undefined;
}

export interface NormalizedCommand {
  /** The words in their stable forms, joined by blanks. */
  readonly normalized: string;
  /** File name of the first word, without folder and `.exe`; undefined for an empty line. */
  readonly program: string | undefined;
  readonly shell: Shell;
  /** The words, quotes and escapes undone. */
  readonly tokens: readonly string[];
}

/** More than this is not looked at. */
const longestLine = 16 * 1024 * 1024;

/**
 * The command line in a form that is the same for lines that differ in what changes from run to run: ids, numbers, hashes,
 * addresses, encoded blobs, users' names in paths, quotes, carets, case (Windows). Time grows with its length.
 */
export function normalizeCommandLine(line: string, options: NormalizeOptions = {}): NormalizedCommand {
  const text = line.slice(0, longestLine);
  const shell = options.shell ?? shellOf(text);
  const tokens = tokenize(text, shell);
  const keepNumbers = options.keepNumbers ?? false;
  const [first] = tokens;
  return {
    normalized: tokens.map((token) => stableForm(token, shell, keepNumbers)).join(' '),
    program: first === undefined ? undefined : programOf(first, shell),
    shell,
    tokens,
  };
}

function programOf(word: string, shell: Shell): string {
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return shell === 'posix' ? name : name.toLowerCase().replace(/\.exe$/, '');
}

/** A word without any of the signs cannot match, nor can a short one where there are none: looking is quicker than the pattern. */
type Replacement = readonly [pattern: RegExp, by: string, signs: readonly string[]];

const before = String.raw`(?<![\w%])`;
const after = String.raw`(?![\w%])`;

/** In their order: what one replaces those after it do not see. None of them can go back over what it has read. */
const replacements: readonly Replacement[] = [
  [/(?<![a-z])(?:https?|ftp):\/\/[^\s"'<>|]+/gi, '<url>', ['://']],
  [
    new RegExp(String.raw`\{?${before}[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}${after}\}?`, 'gi'),
    '<guid>',
    ['-'],
  ],
  [/(?<![\w-])S-1-\d{1,2}(?:-\d{1,10}){1,15}(?![\w-])/gi, '<sid>', ['-1-']],
  [new RegExp(`${before}(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})${after}`, 'gi'), '<hash>', []],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\d)/g, '<ip>', ['.']],
  [/(?<![\w.-])\d{4}-\d\d-\d\d(?:[T_ ]\d\d[:.-]?\d\d[:.-]?\d\d(?:\.\d{1,9})?Z?)?(?![\w-])/g, '<time>', ['-']],
  [/(?<![\w.])0x[0-9a-f]{1,16}(?!\w)/gi, '<hex>', ['0x', '0X']],
];

const windowsSigns = ['%', '$', '\\'] as const;
const windowsReplacements: readonly Replacement[] = [
  [
    /%(?:systemroot|windir)%|\$env:(?:systemroot|windir)\b|(?<![a-z])[a-z]:\\windows(?![\w-])/gi,
    '<windows>',
    windowsSigns,
  ],
  [
    /%programfiles(?:\(x86\))?%|\$env:programfiles\b|(?<![a-z])[a-z]:\\program files(?: \(x86\))?(?![\w-])/gi,
    '<programs>',
    windowsSigns,
  ],
  [/%(?:userprofile|homepath)%|\$env:userprofile\b|(?<![a-z])[a-z]:\\users\\[^\\"\s/]{1,64}/gi, '<home>', windowsSigns],
  [
    /%(?:temp|tmp)%|\$env:(?:temp|tmp)\b|<home>\\appdata\\local\\temp(?![\w-])|<windows>\\temp(?![\w-])/gi,
    '<temp>',
    windowsSigns,
  ],
];

const posixReplacements: readonly Replacement[] = [
  [/\$\{?HOME\}?(?!\w)|(?<![\w/.])\/(?:home|Users)\/[^/\s:]{1,64}|(?<![\w/.])~(?=\/|$)/g, '<home>', ['$', '/', '~']],
  [/\$\{?TMPDIR\}?(?!\w)|(?<![\w/.])\/(?:var\/)?tmp(?![\w-])/g, '<temp>', ['$', '/']],
  [/(?<=<temp>\/)(?:tmp[._-]?)?[A-Za-z0-9_]{6,}(?:\.[A-Za-z0-9]{4,})?(?=\/|$)/g, '<random>', ['<temp>/']],
];

const replacementsOf: Readonly<Record<Shell, readonly Replacement[]>> = {
  windows: [...replacements, ...windowsReplacements],
  powershell: [...replacements, ...windowsReplacements],
  posix: [...replacements, ...posixReplacements],
};

/** Long runs of the signs of base64 that hold small and large letters and digits, or end in `=`. */
const blob = /(?<![\w+/=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w+/=-])/g;
const number = /(?<![\p{L}\p{N}_<])\d+(?:[.,]\d+)*(?![\p{L}\p{N}_>])/gu;

/** Patterns look at so much of a word: what is longer is data, and patterns over all of it need more stack than there is. */
const longestWord = 8192;

function stableForm(token: string, shell: Shell, keepNumbers: boolean): string {
  if (token.length <= longestWord) return shortForm(token, shell, keepNumbers);
  if (!/[^A-Za-z0-9+/=_-]/.test(token)) return '<base64>';
  return `${shortForm(token.slice(0, longestWord), shell, keepNumbers)}<long>`;
}

/** Shorter words hold neither a blob nor a hash. */
const shortestBlob = 24;

function shortForm(token: string, shell: Shell, keepNumbers: boolean): string {
  const isLong = token.length >= shortestBlob;
  let text = isLong ? token.replace(blob, (run) => (isBlob(run) ? '<base64>' : run)) : token;
  for (const [pattern, by, signs] of replacementsOf[shell]) {
    const mayMatch = signs.length === 0 ? isLong : signs.some((sign) => text.includes(sign));
    if (mayMatch) text = text.replace(pattern, by);
  }
  const cased = shell === 'posix' ? text : text.toLowerCase();
  return keepNumbers || !/\d/.test(cased) ? cased : cased.replace(number, '<n>');
}

function isBlob(run: string): boolean {
  if (run.endsWith('=')) return true;
  // A path or words with hyphens are none, nor is a hash, which has a form of its own.
  if (/^[0-9a-f-]+$/i.test(run) || /[/_-][a-z]{2,}[/_-]/.test(run)) return false;
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}
