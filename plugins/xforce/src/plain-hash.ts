/** `0x44D88612…` as hashes are written elsewhere. */
export const plainHash = (text: string | null | undefined): string | null | undefined => text?.replace(/^0x/i, '');
