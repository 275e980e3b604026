import type { Call, LookupResult, Secret } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import type { OnlineRow } from '../columns.ts';
import type { Locator } from '../locate.ts';
import type { Place } from '../record.ts';

/** What is configured of the services that can be asked; undefined = it is not. */
export interface Services {
  readonly maxmind?:
    | {
        readonly accountId: Secret;
        readonly licenseKey: Secret;
        readonly baseUrl?: string | undefined;
      }
    | undefined;
  readonly ipinfo?:
    | { readonly token?: Secret | undefined; readonly plan: 'standard' | 'lite'; readonly baseUrl?: string | undefined }
    | undefined;
  readonly ipApi?:
    | { readonly key?: Secret | undefined; readonly unencrypted: boolean; readonly baseUrl?: string | undefined }
    | undefined;
  readonly ipstack?: { readonly accessKey: Secret; readonly baseUrl?: string | undefined } | undefined;
}

export interface State {
  locator(): Promise<Locator>;
  /** Asked in this order, the next about what the one before did not find; none = no service is configured. */
  readonly sources: readonly Source[];
  readonly services: Services;
  readonly placeOf: (record: object) => Place;
  /** Epoch milliseconds until which ip-api wants to be left alone. */
  readonly pauses: Map<string, number>;
}

export const sources = ['files', 'maxmind', 'ipinfo', 'ip-api', 'ipstack'] as const;
export type Source = (typeof sources)[number];

export type OnlineCall = Call<{ readonly sources?: readonly Source[] | undefined }, State>;

/** Asks one service. `results[i]` answers `inputs[i]`. */
export type AskService = (
  inputs: readonly IpAddress[],
  call: OnlineCall,
) => Promise<readonly LookupResult<OnlineRow>[]>;

/** A place as a row; undefined where the service said nothing of one. */
export function rowOf(place: Place, source: Source, network: string | null = null): OnlineRow | undefined {
  const isSaying = Object.values(place).some((value) => value !== null);
  return isSaying ? { ...place, network, source } : undefined;
}

/** `AS64496 Example Networks` → number and name. */
export function systemOf(text: string | null | undefined): { readonly asn?: string; readonly as_name?: string } {
  const [, asn, name] = /^(AS\d+)\s*(.*)$/.exec(text ?? '') ?? [];
  return asn === undefined ? {} : { asn, ...(name !== '' && name !== undefined && { as_name: name }) };
}
