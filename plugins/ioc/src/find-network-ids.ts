import { iocOf, matchesOf, type Finder } from './finding.ts';
import { sign } from './signs.ts';

/** Six pairs with colons or hyphens, or three fours with dots and a letter among them, as routers write it. */
const mac =
  /(?<![\w:.-])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?=[\d.]{0,13}[a-f])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\w:-]|\.\w)/gi;

/** Addresses of network cards. */
export const macs: Finder = {
  sign: sign.mac,
  find: (text) =>
    matchesOf(text, mac).map(({ 0: written, index: start }) => ({
      ioc: iocOf({ type: 'mac_address', text: written, start }),
    })),
};

/** `AS` with three digits or more (AS2 and AS4 are protocols, AS400 is a computer), `ASN` with any. */
const asn = /(?<![\w.-])(?:ASN(?:: ?| )?(\d{1,10})|AS(?!400\b)(\d{3,10}))(?!\w|[.-]\d)/g;
/** Numbers have 32 bits (RFC 6793). */
const highestAsn = 4_294_967_295;

/** Numbers of autonomous systems; the observable is `AS` and the number. */
export const asns: Finder = {
  sign: sign.asn,
  find: (text) =>
    matchesOf(text, asn).flatMap(({ 0: written, 1: long, 2: short, index: start }) => {
      const value = Number(long ?? short);
      if (value === 0 || value > highestAsn) return [];
      return [{ ioc: iocOf({ type: 'asn', text: written, start, observable: `AS${value}` }) }];
    }),
};
