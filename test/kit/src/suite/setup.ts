import type { Plugin } from '@pivotkit/core';
import type { Entity } from '@pivotkit/entities';
import type { FaultName } from '../simulator/fault.ts';
import type { SimulatedReply, SimulatedRequest } from '../simulator/exchange.ts';
import type { Simulator } from '../simulator/simulator.ts';

/** Something to ask a pivot about. */
export type Input = string | Entity;

/** What is asked about, by kind of entity: `{ IpAddress: ['8.8.8.8'] }`. */
export type InputsByKind = Readonly<Record<string, readonly Input[]>>;

/** Faults whose status a plugin's documentation may say: an HTTP status, or the name of a fault. */
export type FaultKey = FaultName | 400 | 401 | 402 | 403 | 404 | 408 | 422 | 429 | 500 | 502 | 503 | 504;

export interface PivotSetup {
  /** What the service (or the data at hand) knows: at least one of each kind, better two. Public things. */
  readonly known: InputsByKind;
  /** What is asked about and not known: the status must be `not-found`. */
  readonly unknown?: InputsByKind;
  /** Cells that the answer about a known input must have, by the input's text. */
  readonly rows?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The pivot's own options; for one that submits also `consent` and `visibility`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Statuses of faults where the plugin documents others than usual, such as `{ 403: 'throttled', empty: 'not-found' }`. */
  readonly statuses?: Readonly<Partial<Record<FaultKey, string>>>;
  /** For an answer of several pages: the page of a service that always names a next one. */
  endless?(request: SimulatedRequest, page: number): SimulatedReply;
}

export interface VerbSetup {
  /** Rows that the verb works on, at least two. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options that must be refused. Default: one that no verb has. */
  readonly wrongOptions?: Readonly<Record<string, unknown>>;
  /** Columns of `rows` that the verb cannot do without. Default: none. */
  readonly needs?: readonly string[];
  /** False for a verb that keeps some of the rows alone, or changes their order. Default: true. */
  readonly keepsRows?: boolean;
}

/** Where the service is, and texts to use as keys. */
export interface Given {
  /** Of the service; '' where there is none. */
  readonly baseUrl: string;
  /** A key that is looked for wherever nothing secret may stand: one for each name. */
  secret(name: string): string;
}

/** What a plugin is tested with. */
export interface SuiteSetup {
  /** Starts the service in good health; it takes the secrets given. Absent: the plugin asks nobody over HTTP. */
  service?(given: Pick<Given, 'secret'>): Promise<Simulator>;
  /** The plugin's part of the configuration. Default: none. */
  config?(given: Given): object;
  /** By name; every pivot of the plugin has its own. */
  readonly pivots?: Readonly<Record<string, PivotSetup>>;
  /** By name; every verb of the plugin has its own. */
  readonly verbs?: Readonly<Record<string, VerbSetup>>;
  /** The text of the README; absent = it is not looked at. */
  readonly readme?: string;
  /** Plugins that this one depends on. */
  readonly others?: readonly Plugin[];
  /** Rules that do not fit this plugin, each with the reason; they are listed as left out. */
  readonly except?: Readonly<Record<string, string>>;
}
