import type { Tlp } from '@pivotkit/entities';
import type { CacheTtl } from '../io/cache/index.ts';
import type { QuotaWindow } from '../io/quota/index.ts';

/** How many rows one input can give: this decides what a join may do to the table. */
export type RowsPerInput = 'at-most-one' | 'many';

/** Who is told of the question, and how far it may travel. */
export interface Sharing {
  /** Who notices: nobody (data at hand), the provider asked, or the target itself. */
  readonly reaches: 'nobody' | 'provider' | 'target';
  /** The most restricted marking that may be asked about. Not needed where nobody notices. */
  readonly maxTlp?: Tlp;
  /** Name of the service asked, as people know it. */
  readonly provider?: string;
  /**
   * Whether asking hands something over to be scanned or kept, which cannot be undone. Each call then needs `consent` and
   * `visibility`; answers are not cached, and nothing is sent a second time.
   */
  readonly submits?: boolean;
}

export interface Limits {
  /** Inputs given to `lookup` at once. Default: 1 where somebody is asked, 5,000 where nobody is. */
  readonly batch?: number;
  /** Calls of `lookup` under way at once, of all runs of a session; the provider may take fewer. Default: 4. */
  readonly concurrent?: number;
  /** Milliseconds until one call of `lookup` counts as timed out. Default: 30,000. */
  readonly timeoutMs?: number;
  /** What the provider allows one account, all windows at once. Users override it for their plan. */
  readonly quota?: readonly QuotaWindow[];
  /**
   * What counts in `quota` and costs the `price`: requests, of which a call of `lookup` makes one (`httpLookup` and
   * `httpJobLookup`: one an input), or `items`, each input by itself. Default: requests.
   */
  readonly quotaCounts?: 'requests' | 'items';
  /** How long answers may be given again without asking, in milliseconds. */
  readonly cache?: Partial<CacheTtl> & {
    /** For so long after that they are still given at once, and asked anew in the background. Default: 0. */
    readonly staleWhileRevalidateMs?: number;
  };
}

/** What something costs. */
export interface Price {
  readonly amount: number;
  /** A currency (ISO 4217: `USD`), or what the provider counts in, with its name: `Shodan credits`. */
  readonly currency: string;
}
