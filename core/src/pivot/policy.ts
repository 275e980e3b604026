import { nearest, parseNetwork, type AddressNetwork, type Tlp } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Sharing } from './pivot.ts';

export type Reach = Sharing['reaches'];

/** What may be done for one purpose; nothing here allows what a pivot itself does not. */
export interface PurposeRule {
  /** Who may notice at most: `nobody`, the `provider` asked, or the `target`. Default: the target. */
  readonly reaches?: Reach;
  /** The most restricted marking that may be told. Default: as each pivot says. */
  readonly maxTlp?: Tlp;
  /** Only these plugins may tell anybody. Default: all. */
  readonly plugins?: readonly string[];
  /** These plugins may not. */
  readonly exceptPlugins?: readonly string[];
}

/** Who may be told of what, as it is written in a configuration. */
export interface PolicySettings {
  /** What is one's own never leaves, however public it is. */
  readonly own?: {
    /** In CIDR form. */
    readonly networks?: readonly string[];
    /** Domain names, each with all names below. */
    readonly domains?: readonly string[];
  };
  /** Nothing that a target could notice is done. Default: false. */
  readonly passive?: boolean;
  /** What the questions are for: one of `purposes`. */
  readonly purpose?: string;
  readonly purposes?: Readonly<Record<string, PurposeRule>>;
}

/** A policy that has been read: what the gate goes by. */
export interface Policy {
  /** How an unmarked entity is treated. */
  readonly unmarked: Tlp;
  readonly passive: boolean;
  readonly purpose: (PurposeRule & { readonly name: string }) | undefined;
  /** The network or domain that an address or name is one's own by; undefined = it is not. */
  ownedBy(endpoint: string): string | undefined;
}

/** @throws OPTIONS_INVALID with everything that is wrong */
export function readPolicy(settings: PolicySettings, unmarked: Tlp): Policy {
  const { own = {}, passive = false, purpose, purposes = {} } = settings;
  const problems: string[] = [];
  const networks = (own.networks ?? []).flatMap((text) => networkOf(text, problems));
  const domains = (own.domains ?? []).map((domain) => domain.toLowerCase().replace(/^\*?\.|\.$/g, ''));
  if (domains.includes('')) problems.push('`own.domains` has an empty name');
  const rule = purpose === undefined ? undefined : purposes[purpose];
  if (purpose !== undefined && rule === undefined) problems.push(unknownPurpose(purpose, Object.keys(purposes)));
  if (problems.length > 0)
    throw new PivotKitError('OPTIONS_INVALID', {
      name: 'policy',
      problems: problems.join('; '),
      suggestion: 'See “Who may be told” in docs/policy.md.',
    });
  return {
    unmarked,
    passive,
    purpose: rule && { ...rule, name: purpose ?? '' },
    ownedBy: (endpoint) =>
      domains.find((domain) => endpoint === domain || endpoint.endsWith(`.${domain}`)) ??
      networks.find((network) => network.contains(endpoint))?.text,
  };
}

function networkOf(text: string, problems: string[]): AddressNetwork[] {
  const parsed = parseNetwork(text);
  if (parsed.ok) return [parsed.value];
  problems.push(parsed.reason);
  return [];
}

function unknownPurpose(purpose: string, known: readonly string[]): string {
  const near = nearest(purpose, known);
  if (near !== undefined) return `there is no purpose '${purpose}'; did you mean '${near}'?`;
  return known.length === 0
    ? `there is no purpose '${purpose}', since \`purposes\` names none`
    : `there is no purpose '${purpose}'; there are ${known.join(', ')}`;
}
