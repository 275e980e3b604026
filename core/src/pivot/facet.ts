// What several providers answer in the same sense, whatever their own columns are called. A pivot says which facets its
// rows fill; whoever asks many providers at once reads the facets and no provider's own columns.

/** What a source thinks of a thing. Silence is no opinion: a source that knows nothing is `not-found`. */
export interface Opinion {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  /** By the documented rule of the provider; `unknown` where it has no opinion. */
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
  /** The provider's own number, on `scale`. */
  readonly score?: number | null | undefined;
  /** From what the provider means by harmless to what it means by worst. */
  readonly scale?: readonly [harmless: number, worst: number];
  /** How sure the source is of it, 0 to 100, where it says. */
  readonly confidence?: number | null | undefined;
  /** How good the source is in general, by the Admiralty code (NATO AJP-2.1): A reliable … E unreliable, F cannot be judged. */
  readonly reliability: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
  /** When the source formed the opinion; not when it was asked. */
  readonly formedAt?: Date | null | undefined;
  /** Short, for people: `62 of 76 engines`, `botnet_cc`. */
  readonly reasons?: readonly string[] | null | undefined;
  /** What else people want to see at a glance. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Page about it, for people. */
  readonly reference?: string | null | undefined;
}

/** A name that led to an address at some time, as passive DNS saw it, or leads there now. */
export interface Resolution {
  readonly dns: string;
  readonly ipAddress: string | null;
  /** `A`, `AAAA`, `CNAME` … */
  readonly recordType?: string | null | undefined;
  /** What the record held, where it is no address. */
  readonly value?: string | null | undefined;
  readonly firstSeenAt?: Date | null | undefined;
  readonly lastSeenAt?: Date | null | undefined;
}

/** A certificate that was seen at an address or name. */
export interface CertificateSeen {
  readonly sha1?: string | null | undefined;
  readonly sha256?: string | null | undefined;
  readonly serialNumber?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly issuer?: string | null | undefined;
  readonly notBefore?: Date | null | undefined;
  readonly notAfter?: Date | null | undefined;
  readonly names?: readonly string[] | null | undefined;
  readonly firstSeenAt?: Date | null | undefined;
  readonly lastSeenAt?: Date | null | undefined;
}

export interface Subdomain {
  readonly dns: string;
  readonly firstSeenAt?: Date | null | undefined;
  readonly lastSeenAt?: Date | null | undefined;
}

/** Who holds a domain, an address or a network. */
export interface Registration {
  readonly registrar?: string | null | undefined;
  readonly registrant?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly createdAt?: Date | null | undefined;
  readonly updatedAt?: Date | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly nameServers?: readonly string[] | null | undefined;
  readonly emails?: readonly string[] | null | undefined;
  readonly abuseContact?: string | null | undefined;
  readonly statuses?: readonly string[] | null | undefined;
}

/** What each facet's rows hold. */
export interface FacetRows {
  readonly reputation: Opinion;
  readonly resolutions: Resolution;
  readonly certificates: CertificateSeen;
  readonly subdomains: Subdomain;
  readonly whois: Registration;
}

export type FacetName = keyof FacetRows;

export const facetNames = ['reputation', 'resolutions', 'certificates', 'subdomains', 'whois'] as const;

/** How the rows of a pivot fill facets: a pure function each; undefined = this row says nothing of it. */
export type Facets<Row> = { readonly [F in FacetName]?: (row: Row) => FacetRows[F] | undefined };

/** Something whose rows fill facets. */
interface WithFacets {
  readonly facets?: Facets<never>;
}

interface WithColumns extends WithFacets {
  readonly columns: Readonly<Record<string, unknown>>;
}

/** What a row of a pivot says of a facet; undefined where it says nothing of it. Throws what the pivot's own function throws. */
export const readFacet = <F extends FacetName>(
  { facets = {}, columns }: WithColumns,
  facet: F,
  row: Readonly<Record<string, unknown>>,
): FacetRows[F] | undefined =>
  // The row is one of the pivot's own; its type was erased when the pivot was put in one list with others.
  facets[facet]?.(whole(row, columns) as never);

/** Authors may leave a cell out that may be null; whoever reads the row finds it null. */
const whole = (row: Readonly<Record<string, unknown>>, columns: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, row[name] ?? null]));

export const hasFacet = ({ facets = {} }: WithFacets, facet: FacetName): boolean => facets[facet] !== undefined;
