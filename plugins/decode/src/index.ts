import { definePlugin } from '@pivotkit/core';
import { decodeAnyText, decodeProcess } from './pivots.ts';
import { decodeBase64 } from './verb.ts';

export { decodeText, type Decoded, type DecodedText, type DecodeLimits } from './decode-text.ts';
export type { Encoding } from './encodings.ts';

/** Reads what is encoded in command lines and other texts. Tells nobody, runs nothing, writes nothing. */
export const decode = definePlugin({
  name: 'decode',
  version: '0.1.0',
  description: 'What is encoded in texts: base64, hexadecimal, base32, UTF-16, gzip, zip and tar, nested',
  pivots: [decodeProcess, decodeAnyText],
  verbs: [decodeBase64],
});
