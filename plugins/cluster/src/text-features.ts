import { crc32Hash, profileText, type TextProfile } from './text-profile.ts';

export { crc32Hash };

/**
 * Sum of the code points of a text over `scale`, rounded down: near texts have near scores, and equal ones equal.
 * The empty text has 0.
 */
export const charOrdScore = (text: string, scale = 1): number => Math.floor(profileText(text).ordinals / scale);

/** How many characters of a text are delimiters: white space and `- \ / . , " ' | & : ; % $ ( )`. */
export const delimCount = (text: string): number => profileText(text).delimiters;

/** CRC-32 of the delimiters of a text in their order: texts of one shape have one. */
export const delimHash = (text: string): number => profileText(text).delimiterHash;

/** How many parts a delimiter makes of a text: one more than it occurs. The empty delimiter makes one. */
export function tokenCount(text: string, delimiter = ' '): number {
  if (delimiter === '') return 1;
  let count = 1;
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + delimiter.length)) count++;
  return count;
}

/**
 * CRC-32 of what names a browser and its version: what follows the last closing bracket of a user agent, or all of it
 * where there is none. The platform, which differs from machine to machine, stays outside.
 */
export const userAgentHash = (userAgent: string): number =>
  crc32Hash(userAgent.slice(userAgent.lastIndexOf(')') + 1).trim());

/** Logarithm to the base 10 of a count or score; 0 of 0. */
export const logScore = (score: number): number => (score === 0 ? 0 : Math.log10(score));

/** What a path ends in: the part behind its last `/` where it begins with one, else behind its last `\` or `/`. */
export function lastSegment(path: string): string {
  const separator = !path.startsWith('/') && path.includes('\\') ? '\\' : '/';
  return path.slice(path.lastIndexOf(separator) + 1);
}

/** Features a text column can be clustered by, by name. */
export const textFeatures = {
  charOrdScore: (_, { ordinals }) => ordinals,
  charOrdLogScore: (_, { ordinals }) => logScore(ordinals),
  length: (_, { length }) => length,
  logLength: (_, { length }) => logScore(length),
  delimCount: (_, { delimiters }) => delimiters,
  delimHash: (_, { delimiterHash }) => delimiterHash,
  tokenCount: (text) => tokenCount(text),
  crc32Hash: (_, { hash }) => hash,
  userAgentHash: (text) => userAgentHash(text),
} as const satisfies Readonly<Record<string, (text: string, profile: TextProfile) => number>>;

export type TextFeature = keyof typeof textFeatures;
export const textFeatureNames: readonly TextFeature[] = [
  'charOrdScore',
  'charOrdLogScore',
  'length',
  'logLength',
  'delimCount',
  'delimHash',
  'tokenCount',
  'crc32Hash',
  'userAgentHash',
];
