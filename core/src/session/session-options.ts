import type { Tlp } from '@pivotkit/entities';
import type { Clock } from '../io/clock.ts';
import type { Environment } from '../io/environment.ts';
import type { Log } from '../io/log.ts';
import type { NetworkOptions } from '../io/network.ts';
import type { TelemetryOptions } from '../io/telemetry/open-telemetry.ts';
import type { Redactor } from '../io/redact.ts';
import type { PolicySettings } from '../pivot/policy.ts';
import type { TimeRange } from '../pivot/pivot.ts';
import type { Concurrency } from '../pivot/rooms.ts';
import type { CacheSettings, QuotaSettings } from './keeping.ts';
import type { ConfigOf, Mode, Plugin } from '../plugin/plugin.ts';

export interface SessionOptions<P extends readonly Plugin[]> {
  readonly plugins?: P;
  /** Each plugin's part of the configuration by its name. Secrets may be `{ env }`, `{ file }` or `{ command }`. */
  readonly config?: ConfigOf<P>;
  /** Folder that relative paths of the configuration count from. Default: the current one. */
  readonly configFolder?: string;
  /** How unmarked entities are treated. Default: `clear`. */
  readonly tlp?: Tlp;
  /** Who may be told of what: own networks and domains, passive mode, purposes. */
  readonly policy?: PolicySettings;
  /** For pivots that need one. */
  readonly timeRange?: TimeRange;
  /** Answers requests from the recorded replies in this folder, and from nowhere else. */
  readonly replay?: string;
  /** Folder in which every reply of a service is recorded, without credentials, for `replay`. */
  readonly record?: string;
  /** Keeps answers of providers beyond the session. Default: they are not kept. */
  readonly cache?: CacheSettings;
  /** Folder with the answers of a run that can be resumed: what is in it is not asked again. */
  readonly journal?: string;
  /** The book of requests to providers. Default: one of this session, with the windows that plugins declare. */
  readonly quotas?: QuotaSettings;
  /** Most questions to providers that one run may ask; the others are `skipped(budget)`. Default: no end. */
  readonly maxCalls?: number;
  /** Most that one run may spend at prices that pivots declare, by currency; the others are `skipped(budget)`. */
  readonly maxCost?: Readonly<Record<string, number>>;
  /** Milliseconds until a run asks no more: what has no answer then is `skipped(deadline)`. Default: no end. */
  readonly deadlineMs?: number;
  /**
   * Batches of look-ups under way at once at a provider, by all runs together: for each, or by the plugin's name.
   * Default: as many as the widest of its pivots declares. A pivot's own `limits.concurrent` stays the upper bound.
   */
  readonly concurrency?: Concurrency;
  /** Asks nobody outside this machine: what is kept is answered, anything else is `skipped(offline)`. */
  readonly offline?: boolean;
  readonly clock?: Clock;
  readonly environment?: Environment;
  /** Default: nothing is logged; `consoleLog()` writes to standard error. */
  readonly log?: Log;
  /** What an OpenTelemetry SDK is told that was started before the session; `false` = nothing. */
  readonly telemetry?: TelemetryOptions | false;
  /** Learns the session's secrets, so that whoever prints something can take them out. Default: one of its own. */
  readonly redactor?: Redactor;
  /** Time limits, size, attempts, proxy and TLS of requests. */
  readonly network?: NetworkOptions;
  /** Where `display` writes. Default: standard output. */
  readonly print?: (text: string) => void;
}

export const modeOf = ({ replay, offline }: SessionOptions<readonly Plugin[]>): Mode => {
  if (replay !== undefined) return 'replay';
  return offline === true ? 'offline' : 'live';
};
