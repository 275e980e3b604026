/**
 * Patterns (sources of regular expressions without flags) of the ways a text is written when it is passed on: as it is or
 * escaped (JSON, percent-encoding, HTML, CSV, any mixture and nesting of them), in hexadecimal, in base64 at each of its
 * three alignments, and cut short with `…`. Repetitions are bounded, so that matching takes linear time.
 */
export function writtenForms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [
    escapedForm(value),
    percentForm(bytes),
    hexForm(bytes),
    base64Form(bytes, 0),
    base64Form(bytes, 1),
    base64Form(bytes, 2),
    ...cutForm(value),
  ];
}

/** From this length on a text is random enough to be the same in upper and lower case. */
const foldedFrom = 12;

/** Characters that nothing escapes: those of RFC 3986 §2.3 but `~`, which forms do. */
const unreserved = /^[\w.-]$/;

const htmlNames: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function escapedForm(value: string): string {
  const characters = Array.from(value);
  const isFolded = characters.length >= foldedFrom;
  return characters
    .map((character, i) => {
      if (character === '\\') return characters[i - 1] === '\\' ? '' : escapedBackslashes();
      if (unreserved.test(character)) return isFolded ? anyCase(character) : literal(character);
      return escapedCharacter(character, characters[i - 1] === '\\');
    })
    .join('');
}

/** Backslashes are doubled by each escaping, so any number of them stands for any other. */
const escapedBackslashes = (): string => String.raw`(?:\\{1,32}|(?:${percentOf('\\')}){1,32})`;

function escapedCharacter(character: string, isAfterBackslash: boolean): string {
  const name = htmlNames[character];
  const number = character.codePointAt(0) ?? 0;
  const plain = character === '"' ? '""?' : literal(character);
  const spellings = [
    `&(?:${[...(name === undefined ? [] : [name]), `#0*${number}`, `#[xX]0*${anyCase(number.toString(16))}`].join('|')});`,
    percentOf(character),
    unicodeOf(character),
    ...(controls[character] ?? []),
    plain,
  ];
  return `${isAfterBackslash ? '' : String.raw`\\{0,16}`}(?:${spellings.join('|')})`;
}

/** Letters that stand for a character after a backslash, and the `+` of forms. */
const controls: Readonly<Record<string, readonly string[]>> = {
  '\n': ['n'],
  '\r': ['r'],
  '\t': ['t'],
  ' ': [String.raw`\+`],
};

/** `%2F`, and `%252F` where it was encoded again. */
function percentOf(character: string): string {
  if (character === '%') return '%(?:25){1,3}';
  return Array.from(Buffer.from(character, 'utf8'), (byte) => `%(?:25){0,3}${hexOf(byte)}`).join('');
}

const unicodeOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `u${anyCase(character.charCodeAt(i).toString(16).padStart(4, '0'))}`,
  ).join(String.raw`\\{1,16}`);

/** Every byte percent-encoded, needed or not. */
const percentForm = (bytes: Uint8Array): string => Array.from(bytes, (byte) => `%(?:25){0,3}${hexOf(byte)}`).join('');

/** As digits of bytes, also with spaces or colons between them. */
const hexForm = (bytes: Uint8Array): string => Array.from(bytes, hexOf).join('[ :]?');

const hexOf = (byte: number): string => anyCase(byte.toString(16).padStart(2, '0'));

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Base64 and base64url (RFC 4648 §4, §5) with `before` bytes of something else ahead, modulo 3. Characters that the secret
 * shares with its neighbours are any that its bits allow.
 */
function base64Form(bytes: Uint8Array, before: number): string {
  const first = before * 8;
  const end = first + bytes.length * 8;
  const bitAt = (at: number): number | undefined =>
    at < first || at >= end ? undefined : ((bytes[(at - first) >> 3] ?? 0) >> (7 - ((at - first) & 7))) & 1;
  const characters: string[] = [];
  for (let at = first - (first % 6); at < end; at += 6) {
    const bits = Array.from({ length: 6 }, (_, i) => bitAt(at + i));
    const fitting = Array.from(alphabet).filter((_, code) =>
      bits.every((bit, i) => bit === undefined || bit === ((code >> (5 - i)) & 1)),
    );
    characters.push(fitting.map(base64Character).join(''));
  }
  return characters.map((set) => (/^\w$/.test(set) ? set : `[${set}]`)).join('');
}

const base64Character = (character: string): string =>
  character === '+' ? String.raw`+\-` : character === '/' ? '/_' : character;

/** The beginning of the text where it was cut: at least 4 characters, then `…`. */
function cutForm(value: string): string[] {
  const characters = Array.from(value, literal);
  const start = characters.slice(0, 4).join('');
  const rest = characters.slice(4, 200).reduceRight((tail, character) => `(?:${character}${tail})?`, '');
  return [`${start}${rest}…`];
}

const anyCase = (text: string): string =>
  text
    .replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)
    .replaceAll('.', String.raw`\.`);

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
