import type { Secret } from '@pivotkit/core';

/** Where RiskIQ's data is asked for: Microsoft Defender Threat Intelligence, or something that speaks PassiveTotal v2. */
export type Api = 'mdti' | 'passivetotal';

export interface State {
  readonly api: Api;
  /** Of an application in Entra ID, for `mdti`. */
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: Secret | undefined;
  /** For `passivetotal`. */
  readonly user?: Secret | undefined;
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
}

const needed = {
  mdti: ['tenantId', 'clientId', 'clientSecret'],
  passivetotal: ['baseUrl', 'user', 'apiKey'],
} as const;

const retired =
  'PassiveTotal was switched off in January 2025, and its data went to Microsoft Defender Threat Intelligence: ' +
  "set riskiq.api to 'mdti' with tenantId, clientId and clientSecret, or riskiq.baseUrl to a gateway on this machine that still speaks PassiveTotal v2";

/** Why nothing can be asked; undefined = it can. */
export function unavailable(state: State, mode: 'live' | 'replay' | 'offline'): string | undefined {
  if (state.api === 'passivetotal' && isRetired(state)) return retired;
  if (mode !== 'live') return undefined;
  const missing = needed[state.api].filter((name) => state[name] === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map((name) => `riskiq.${name}`).join(', ');
  const variables = missing.map((name) => `PIVOTKIT_RISKIQ_${name.toUpperCase()}`).join(', ');
  return `it needs the setting${missing.length > 1 ? 's' : ''} ${names}, or the variable${missing.length > 1 ? 's' : ''} ${variables}`;
}

const isRetired = ({ baseUrl }: State): boolean =>
  baseUrl === undefined || new URL(baseUrl).hostname === 'api.passivetotal.org';
