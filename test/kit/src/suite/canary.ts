/** A secret that occurs nowhere by chance, with characters that every encoding writes in another way. */
export const canary = (name: string): string => `canary-${name}/f00d+1=&"x`;

/** Ways in which a secret may be written. */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(3)]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    bytes.toString('hex'),
    ...inBase64,
    ...inBase64.map((part) => part.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The secrets that were handed out. */
export class Canaries {
  readonly #secrets = new Map<string, string>();

  secret(name: string): string {
    const known = this.#secrets.get(name) ?? canary(name);
    this.#secrets.set(name, known);
    return known;
  }

  /** The name of a secret that the text holds, in whatever spelling. */
  heldIn(text: string): string | undefined {
    for (const [name, secret] of this.#secrets)
      if (spellingsOf(secret).some((spelling) => text.includes(spelling))) return name;
    return undefined;
  }
}
