import { Kept } from './kept.ts';
import type { Keyed } from './keyed.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const hexDigits = '0123456789abcdef';

/** Long words are masked in parts, so that numbers stay small. */
const partLength = 32;

/**
 * Another word of the same form: letters stay letters of their case, digits digits. Different words of one form stay
 * different, so that what was joined by them still joins. A word with letters or digits of other scripts becomes
 * `x` and twelve digits, since there is no alphabet to choose from.
 */
export const maskWord = (word: string, keyed: Keyed): string =>
  keyed.words.get(word, () => {
    if (!/^[a-z0-9]*$/i.test(word)) return `x${keyed.hex('word', word).slice(0, 12)}`;
    return inParts(word, (part) => permuted(part, Array.from(part, alphabetOf), keyed));
  });

/** As `maskWord`, for a number in hexadecimal digits, such as a hash: its case stays. */
export const maskHex = (word: string, keyed: Keyed): string =>
  keyed.hexNumbers.get(word, () => {
    const masked = inParts(word.toLowerCase(), (part) =>
      permuted(
        part,
        Array.from(part, () => hexDigits),
        keyed,
      ),
    );
    return word === word.toUpperCase() ? masked.toUpperCase() : masked;
  });

const partPattern = new RegExp(`.{1,${String(partLength)}}`, 'gs');
const inParts = (word: string, mask: (part: string) => string): string => word.replaceAll(partPattern, mask);

const alphabetOf = (letter: string): string =>
  digits.includes(letter) ? digits : lower.includes(letter) ? lower : upper;

const rounds = 8;
/** Halves with no more values than this (two letters, three digits) come again in other words. */
const mostShifts = 2_000;

/**
 * A permutation of all words with these alphabets: a Feistel network over two halves with addition modulo the number of
 * words each half can be, in the manner of the FF1 mode of NIST SP 800-38G (March 2016), read 2026-11-28.
 */
function permuted(word: string, alphabets: readonly string[], keyed: Keyed): string {
  const middle = Math.ceil(alphabets.length / 2);
  const halves = [alphabets.slice(0, middle), alphabets.slice(middle)] as const;
  const sizes = halves.map(sizeOf);
  const numbers = [numberOf(word.slice(0, middle), halves[0]), numberOf(word.slice(middle), halves[1])];
  const form = alphabets.map((alphabet) => alphabet.charAt(0)).join('');
  for (let round = 0; round < rounds; round++) {
    const [changed, other] = round % 2 === 0 ? [0, 1] : [1, 0];
    const size = sizes[changed] ?? 1n;
    const shiftOf = (half: bigint): bigint => keyed.number('word', form, String(round), String(half)) % size;
    const half = numbers[other] ?? 0n;
    const shift =
      (sizes[other] ?? 1n) > mostShifts
        ? shiftOf(half)
        : keyed.shifts.get(`${form} ${String(round)}`, () => new Kept(mostShifts)).get(half, shiftOf);
    numbers[changed] = ((numbers[changed] ?? 0n) + shift) % size;
  }
  return wordOf(numbers[0] ?? 0n, halves[0]) + wordOf(numbers[1] ?? 0n, halves[1]);
}

const sizeOf = (alphabets: readonly string[]): bigint =>
  alphabets.reduce((size, alphabet) => size * BigInt(alphabet.length), 1n);

const numberOf = (word: string, alphabets: readonly string[]): bigint =>
  alphabets.reduce(
    (number, alphabet, i) => number * BigInt(alphabet.length) + BigInt(alphabet.indexOf(word.charAt(i))),
    0n,
  );

function wordOf(number: bigint, alphabets: readonly string[]): string {
  const letters: string[] = [];
  let left = number;
  for (const alphabet of alphabets.toReversed()) {
    const base = BigInt(alphabet.length);
    letters.push(alphabet.charAt(Number(left % base)));
    left /= base;
  }
  return letters.reverse().join('');
}
