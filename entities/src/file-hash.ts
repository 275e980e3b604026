import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';
import type { CanonicalHash, HashAlgorithm } from './normalize/hash.ts';
import { algorithmsByLength, hashAlgorithms, normalizeHash, parseHashAlgorithm } from './normalize/hash.ts';
import type { Parsed } from './parsed.ts';
import { accepted, originalBeside } from './parsed.ts';
import { refang } from './refang.ts';

/** Takes any spelling (`SHA-256`), gives ours (`sha256`); `unknown` is what some products write for “not said”. */
const algorithmAttribute = z
  .string()
  .transform((text) => (/^unknown$/i.test(text) ? undefined : (parseHashAlgorithm(text) ?? text)))
  .pipe(z.enum(hashAlgorithms).optional());

/**
 * A file's hash. Key: the value in lower case, after the algorithm's name where the length does not tell it
 * (`imphash:…`, `sha256ac:…`, `ssdeep:…`, `tlsh:…`). From text: also `sha256:…`, `md5=…`.
 */
export class FileHash extends defineEntity({
  kind: 'FileHash',
  aliases: ['filehash', 'hash', 'md5', 'sha1', 'sha256'],
  description: "A file's hash",
  attributes: {
    value: z.string(),
    /** Found by the length of the value when it is not given. */
    algorithm: algorithmAttribute.optional(),
  },
  primary: 'value',
  key: ({ value, algorithm }) =>
    algorithm === undefined || algorithm === algorithmsByLength.get(value.length) ? value : `${algorithm}:${value}`,
  canonical: (attributes) => {
    const parsed = normalizeHash(refang(attributes.value), attributes.algorithm);
    if (!parsed.ok) return parsed;
    const original = originalBeside(attributes, attributes.value, parsed.value.value);
    return accepted({ ...attributes, ...parsed.value, ...original });
  },
  parseCanonical: (text): Parsed<CanonicalHash> => normalizeHash(refang(text)),
}) {}

export type { HashAlgorithm };

registerEntity(FileHash);
