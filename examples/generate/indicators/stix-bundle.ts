import { attacker, ATTACKER_NETWORK, malware } from '../attacker.ts';
import { uuidOf } from '../hash.ts';

const CREATED = '2026-11-06T08:30:00.000Z';
const MAKER = `identity--${uuidOf('sample sharing group')}`;

/** TLP 2.0 as STIX 2.1 extension; ids and date fixed by OASIS (cti-stix-common-objects, tlp-2.0, read 2026-11-20). */
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
const TLP_CREATED = '2022-10-01T00:00:00.000Z';
const TLP = {
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
} as const;

interface Claim {
  readonly name: string;
  readonly pattern: string;
  readonly confidence?: number;
  readonly tlp: keyof typeof TLP;
  readonly validUntil?: string;
  readonly revoked?: true;
}

const CLAIMS: readonly Claim[] = [
  {
    name: 'First stage host',
    pattern: `[ipv4-addr:value = '${attacker.stage.address}']`,
    confidence: 80,
    tlp: 'green',
  },
  {
    name: 'Command server by name or address',
    pattern: `[domain-name:value = '${attacker.command.domain}' OR ipv4-addr:value = '${attacker.command.address}']`,
    confidence: 90,
    tlp: 'amber',
  },
  {
    name: 'Command network',
    pattern: `[ipv4-addr:value ISSUBSET '${ATTACKER_NETWORK}']`,
    confidence: 45,
    tlp: 'green',
  },
  { name: 'OneSync implant', pattern: `[file:hashes.'SHA-256' = '${malware.implant}']`, confidence: 95, tlp: 'amber' },
  { name: 'Implant download', pattern: `[url:value = '${attacker.stage.payloadUrl}']`, confidence: 80, tlp: 'amber' },
  {
    name: 'Beacon on the wire',
    pattern: `[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '${attacker.command.address}' AND network-traffic:dst_port = 443]`,
    tlp: 'amber',
  },
  {
    name: 'Former first stage host',
    pattern: "[ipv4-addr:value = '30.77.9.18']",
    confidence: 60,
    tlp: 'green',
    validUntil: '2026-08-01T00:00:00Z',
  },
  {
    name: 'Taken back: a visitor of ours',
    pattern: "[ipv4-addr:value = '21.90.4.177']",
    confidence: 50,
    tlp: 'green',
    revoked: true,
  },
];

/** A STIX 2.1 bundle: who says it, how far it may travel, and eight indicators. */
export function stixBundle(): object {
  const objects = [identity(), ...(['green', 'amber'] as const).map(marking), ...CLAIMS.map(indicator)];
  return { type: 'bundle', id: `bundle--${uuidOf('sample bundle')}`, objects };
}

function identity(): object {
  return {
    type: 'identity',
    spec_version: '2.1',
    id: MAKER,
    created: CREATED,
    modified: CREATED,
    name: 'Nordic instruments sharing group (invented)',
    identity_class: 'group',
  };
}

function marking(level: keyof typeof TLP): object {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: TLP[level],
    created: TLP_CREATED,
    name: `TLP:${level.toUpperCase()}`,
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: level } },
  };
}

function indicator(claim: Claim): object {
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${uuidOf(claim.pattern)}`,
    created_by_ref: MAKER,
    created: CREATED,
    modified: CREATED,
    ...(claim.revoked && { revoked: true }),
    name: claim.name,
    indicator_types: ['malicious-activity'],
    pattern: claim.pattern,
    pattern_type: 'stix',
    valid_from: claim.validUntil === undefined ? CREATED : '2026-02-01T00:00:00Z',
    ...(claim.validUntil !== undefined && { valid_until: claim.validUntil }),
    ...(claim.confidence !== undefined && { confidence: claim.confidence }),
    object_marking_refs: [TLP[claim.tlp]],
  };
}
