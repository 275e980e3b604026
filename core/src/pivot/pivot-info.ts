import type { Sharing } from './pivot.ts';

/** What a pivot is, for lists, help and agents. */
export interface PivotInfo {
  /** How a user calls it: `IpAddress.geolocation`. */
  readonly call: string;
  readonly name: string;
  readonly kind: string;
  readonly plugin: string;
  readonly description: string;
  readonly rowsPerInput: 'at-most-one' | 'many';
  readonly sharing: Sharing;
  /** Whether it asks other pivots, which tell whom they tell; `sharing` is what it tells beside them. */
  readonly asksOthers: boolean;
  /** Output columns by name. */
  readonly columns: readonly string[];
  readonly available: boolean;
  /** Why it cannot be used now. */
  readonly reason: string | undefined;
}
