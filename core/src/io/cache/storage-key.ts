import { hash } from 'node:crypto';
import type { CacheFilter, CacheKey } from './lookup-cache.ts';
import { pack } from './typed-text.ts';

/**
 * The text an answer is stored under: `plugin/pivot/kind:` for people, then the SHA-256 of every field in hexadecimal.
 * Plain ASCII, at most 250 characters, which every store takes.
 * @throws UnfitValue when the options hold what has no canonical text.
 */
export function storageKey({ plugin, version, pivot, options, kind, key, credential }: CacheKey): string {
  const whole = pack([plugin, version, pivot, kind, key, credential, options], { canonical: true });
  return `${part(plugin)}/${part(pivot)}/${part(kind)}:${hash('sha256', whole)}`;
}

/** Whether a storage key is of the plugin and the pivot the filter names. */
export function matchesFilter(storedUnder: string, { plugin, pivot }: CacheFilter): boolean {
  const [ofPlugin, ofPivot] = storedUnder.split('/');
  return (plugin === undefined || part(plugin) === ofPlugin) && (pivot === undefined || part(pivot) === ofPivot);
}

/** The plugin of a storage key, as far as it is readable there. */
export const pluginOf = (storedUnder: string): string => readable(storedUnder.slice(0, storedUnder.indexOf('/')));

const maxPartLength = 60;
const digestLength = 16;

/** A name without `/`, `:` and whatever else a store may mind; a long one is cut and told apart by its digest. */
function part(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(/[!'()*~]/g, percent);
  if (encoded.length <= maxPartLength) return encoded;
  const digest = hash('sha256', JSON.stringify(name)).slice(0, digestLength);
  return `${encoded.slice(0, maxPartLength - digestLength - 1)}~${digest}`;
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16)}`;

function readable(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // Cut in the middle of a character.
    return encoded;
  }
}
