import { definePivot, definePlugin, found, number } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';

/** Shannon entropy of the characters, in bits per character. @param {string} text */
function entropy(text) {
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What a domain name looks like; names made by algorithms tend to be long, even and full of digits. */
export const nameShape = definePlugin({
  name: 'name-shape',
  version: '1.0.0',
  description: 'What a domain name looks like',
  pivots: [
    definePivot({
      name: 'nameShape',
      description: 'Length, entropy and share of digits of the first label',
      from: [Dns],
      rowsPerInput: 'at-most-one',
      columns: {
        labelLength: number('Length of the first label', { unit: 'characters', range: [1, 63] }),
        labelEntropy: number('Entropy of the first label', { unit: 'bits per character', range: [0, 6] }),
        digitShare: number('Share of digits in the first label', { range: [0, 1] }),
      },
      sharing: { reaches: 'nobody' },
      lookup: (inputs) =>
        inputs.map(({ key }) => {
          const label = key.split('.')[0] ?? key;
          return found({
            labelLength: label.length,
            labelEntropy: entropy(label),
            digitShare: label.replaceAll(/\D/g, '').length / label.length,
          });
        }),
    }),
  ],
});
