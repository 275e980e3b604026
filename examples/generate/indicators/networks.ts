import { ATTACKER_NETWORK } from '../attacker.ts';

/** A block list of networks, one to a line, remarks after `#`. */
export function networksText(): string {
  return [
    '# Networks leased to nobody who answers abuse mail (invented for the sample story)',
    '# TLP:GREEN  updated 2026-11-08',
    `${ATTACKER_NETWORK}  # command servers, OneSync`,
    '26.113.44.0/24  # look-alike sign-in pages',
    '30.200.0.0/20  # not seen here',
    '2001:db8:bad::/48  # not seen here',
    '',
  ].join('\n');
}
