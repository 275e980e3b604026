import { alphabet, repeated, runsIn, tokensIn, withoutPadding, type Run, type Span } from './runs.ts';

/** How a part of a text was encoded. */
export type Encoding = 'base64' | 'base64url' | 'hex' | 'base32' | 'url';

/** A part of a text that may be something encoded, with the bytes it would be. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  /** Whether it is taken although nothing tells what the bytes are. */
  readonly mayBeBinary: boolean;
  readonly note?: string;
}

/** Shortest text that is looked at; what is shorter says too much by chance. */
const shortest = 16;
/** Shortest text that is taken for binary data. */
const shortestBinary = 30;
const longestText = 64 * 1024 * 1024;

/** Everything in the text that has the form of something encoded, by where it stands; of two at one place the likelier first. */
export function candidatesIn(text: string): Candidate[] {
  if (text.length < shortest || text.length > longestText) return [];
  const words = runsIn(text, { letters: anyLetters, shortest, padding: 0 });
  return [
    ...base64In(text, words),
    ...base64UrlIn(text, words),
    ...escapedHexIn(text),
    ...hexIn(text, words),
    ...base32In(text, words),
  ].sort((left, right) => left.start - right.start);
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const plain = `${upper}${upper.toLowerCase()}0123456789`;
const base64Letters = alphabet(`${plain}+/`);
/** Of all alphabets: what is shorter than the shortest run in these is none in any, which most words are. */
const anyLetters = alphabet(`${plain}+/-_`);

function base64In(text: string, within: readonly Span[]): Candidate[] {
  const runs = folded(text, runsIn(text, { letters: base64Letters, shortest, padding: 2, within }));
  return runs.flatMap(({ start, end, run }) => base64Of(run, { start, end, encoding: 'base64' }));
}

/** Lines of one width below each other, and what is left of them in the last line, are one (RFC 7468, RFC 2045 §6.8). */
function folded(text: string, lines: readonly Run[]): Run[] {
  const runs: { start: number; end: number; parts: string[]; width: number }[] = [];
  for (const { start, end, run } of lines) {
    const before = runs.at(-1);
    const gap = before === undefined || start - before.end > 2 ? '' : text.slice(before.end, start);
    const isNext =
      before !== undefined &&
      /^\r?\n$/.test(gap) &&
      run.length <= before.width &&
      !(before.parts.at(-1) ?? '').endsWith('=');
    if (isNext && (before.parts.at(-1) ?? '').length === before.width) {
      before.parts.push(run);
      before.end = end;
    } else runs.push({ start, end, parts: [run], width: run.length });
  }
  return runs.map(({ start, end, parts }) => withShortLastLine(text, { start, end, run: parts.join('') }));
}

const lastLine = /^\r?\n([A-Za-z0-9+/]{1,15}={0,2})(?![A-Za-z0-9+/])/;

/** A last line may be shorter than the shortest run. */
function withShortLastLine(text: string, run: Run): Run {
  if (run.run.endsWith('=') || run.run.length < 40) return run;
  const [whole = '', rest = ''] = lastLine.exec(text.slice(run.end, run.end + 24)) ?? [];
  return whole === '' ? run : { start: run.start, end: run.end + whole.length, run: run.run + rest };
}

function base64Of(run: string, place: Pick<Candidate, 'start' | 'end' | 'encoding'>): Candidate[] {
  const bare = withoutPadding(run);
  if (!/[^0-9a-f]/i.test(bare) || isOneLetter(bare)) return [];
  // A digit alone stands for six bits, which are no byte: something was cut off behind.
  const isCut = bare.length % 4 === 1;
  const bytes = Buffer.from(isCut ? bare.slice(0, -1) : bare, 'base64');
  return [
    {
      ...place,
      bytes,
      mayBeBinary: !isCut && bare.length >= shortestBinary && looksRandom(bare),
      ...(isCut && { note: 'it is cut off: its last character stands for less than a byte' }),
    },
  ];
}

function isOneLetter(text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = 1; at < text.length; at++) if (text.charCodeAt(at) !== first) return false;
  return true;
}

/** Words and paths are written in few kinds of characters; encoded bytes in all of them. */
function looksRandom(bare: string): boolean {
  const length = Math.min(bare.length, 4_096);
  let [capitals, small] = [0, 0];
  for (let at = 0; at < length; at++) {
    const code = bare.charCodeAt(at);
    if (code >= 0x61) small++;
    else if (code >= 0x41) capitals++;
  }
  const share = (count: number): number => count / length;
  return share(capitals) >= 0.15 && share(small) >= 0.15 && share(length - capitals - small) >= 0.05;
}

const base64UrlLetters = alphabet(`${plain}-_`);

function base64UrlIn(text: string, words: readonly Run[]): Candidate[] {
  const within = words.filter(({ run }) => /[-_]/.test(run));
  return runsIn(text, { letters: base64UrlLetters, shortest, padding: 2, within }).flatMap(({ start, end, run }) => {
    if (!/[-_]/.test(run)) return [];
    const standard = run.replaceAll('-', '+').replaceAll('_', '/');
    return base64Of(standard, { start, end, encoding: 'base64url' }).map((candidate) => ({
      ...candidate,
      mayBeBinary: false,
    }));
  });
}

const hexLetters = alphabet('0123456789abcdefABCDEFxX');

/** Words of hexadecimal digits alone. */
function hexIn(text: string, within: readonly Span[]): Candidate[] {
  return runsIn(text, { letters: hexLetters, shortest, padding: 0, within }).flatMap(({ start, end, run }) => {
    if (!isWhole(text, { start, end })) return [];
    const digits = run.replace(/^0x/i, '');
    const isHex = digits.length % 2 === 0 && !/x/i.test(digits);
    return isHex ? [hexCandidate(start, end, digits)] : [];
  });
}

/** Neither behind a letter or digit nor before one. */
const isWhole = (text: string, { start, end }: Span): boolean =>
  !/[a-z0-9]/i.test(text.charAt(start - 1) + text.charAt(end));

/** Bytes as source code writes them: `\x41\x42`, or `0x41, 0x42`. */
function escapedHexIn(text: string): Candidate[] {
  if (!/[\\0]x/i.test(text)) return [];
  const runs = [...repeated(text, /\\x[0-9a-f]{2}/gi, 4), ...repeated(text, /0x[0-9a-f]{2}(?:[,;] ?| )?/gi, 4)];
  return runs.map(({ start, end, run }) => hexCandidate(start, end, run.replaceAll(/\\x|0x|[,; ]/gi, '')));
}

const hexCandidate = (start: number, end: number, digits: string): Candidate => ({
  start,
  end,
  encoding: 'hex',
  bytes: Buffer.from(digits, 'hex'),
  mayBeBinary: false,
});

const base32Digits = `${upper}234567`;
const base32Letters = alphabet(base32Digits);

/** RFC 4648 §6. */
function base32In(text: string, within: readonly Span[]): Candidate[] {
  return runsIn(text, { letters: base32Letters, shortest, padding: 6, within }).flatMap(({ start, end, run }) => {
    const bare = withoutPadding(run);
    if (!isWhole(text, { start, end }) || ![0, 2, 4, 5, 7].includes(bare.length % 8) || !/[2-7]/.test(bare)) return [];
    return [{ start, end, encoding: 'base32', bytes: bytesOfBase32(bare), mayBeBinary: false }];
  });
}

function bytesOfBase32(bare: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((bare.length * 5) / 8));
  let bits = 0;
  let value = 0;
  let at = 0;
  for (const letter of bare) {
    value = (value << 5) | base32Digits.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (value >>> bits) & 255;
    value &= (1 << bits) - 1;
  }
  return bytes;
}

/** Parts in percent encoding (RFC 3986 §2.1), read; those with less than two signs are left. */
export function percentEncodedIn(text: string): readonly (Run & { readonly decoded: string })[] {
  if (!text.includes('%')) return [];
  return Array.from(tokensIn(text)).flatMap((token) => {
    if ((token.run.match(/%[0-9a-f]{2}/gi)?.length ?? 0) < 2) return [];
    try {
      return [{ ...token, decoded: decodeURIComponent(token.run) }];
    } catch {
      return [];
    }
  });
}
