import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';
import type { Parsed } from './parsed.ts';
import { accepted, refused } from './parsed.ts';

const greatest = 4_294_967_295;

/**
 * A network that routes as one and is known to others by its number (RFC 6793: 32 bits). Key: the number after `AS`
 * (`AS64496`). From text: with `AS` or `ASN` in any case, a bare number, or in two parts of 16 bits (`1.10`, RFC 5396).
 * Not public are numbers for private use, for documentation and those nobody may announce.
 */
export class AutonomousSystem extends defineEntity({
  kind: 'AutonomousSystem',
  aliases: ['autonomoussystem', 'asn', 'as'],
  description: 'A network that routes as one, known by its number',
  attributes: {
    number: z.int().min(0).max(greatest),
    name: z.string().optional(),
    /** Who gave the number out: arin, ripencc, apnic, lacnic or afrinic. */
    registry: z.string().optional(),
    /** Country it is registered in, ISO 3166-1 alpha-2; not where it is used. */
    country: z.string().optional(),
  },
  primary: 'number',
  key: ({ number }) => `AS${number}`,
  parseCanonical: parseNumber,
  isPublic: ({ number }) => !reserved.some(([first, last]) => first <= number && number <= last),
}) {
  /** The number in two parts of 16 bits from 65536 on, in one below: `1.10` for 65546 (asdot, RFC 5396). */
  get asdot(): string {
    return this.number < 65_536 ? String(this.number) : `${Math.floor(this.number / 65_536)}.${this.number % 65_536}`;
  }
}

registerEntity(AutonomousSystem);

/** Numbers that no network is known by to others: IANA, Special-Purpose AS Numbers and AS Numbers, with the RFC of each. */
const reserved: readonly (readonly [first: number, last: number])[] = [
  [0, 0], // RFC 7607
  [23_456, 23_456], // AS_TRANS, RFC 6793
  [64_496, 64_511], // documentation, RFC 5398
  [64_512, 65_534], // private use, RFC 6996
  [65_535, 65_535], // RFC 7300
  [65_536, 65_551], // documentation, RFC 5398
  [65_552, 131_071], // reserved
  [4_200_000_000, 4_294_967_294], // private use, RFC 6996
  [greatest, greatest], // RFC 7300
];

const part = /^(?:0|[1-9]\d*)$/;

function parseNumber(text: string): Parsed<{ readonly number: number }> {
  const [, digits = '', low] = /^\s*(?:ASN?\s?)?(\d{1,10})(?:\.(\d{1,5}))?\s*$/i.exec(text) ?? [];
  if (digits === '') return refused('it is no number, with or without AS in front');
  if (![digits, low ?? '0'].every((each) => part.test(each))) return refused('it has a leading zero');
  if (low !== undefined) return ofParts(Number(digits), Number(low));
  const number = Number(digits);
  return number > greatest ? refused(`it is greater than ${greatest}`) : accepted({ number });
}

const ofParts = (high: number, low: number): Parsed<{ readonly number: number }> =>
  Math.max(high, low) > 65_535
    ? refused('one of its two parts is greater than 65535')
    : accepted({ number: high * 65_536 + low });
