import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Environment } from './environment.ts';

export interface ProxySettings {
  /** `http://` or `https://` proxy for everything. Default: `HTTP_PROXY` and `HTTPS_PROXY`, lower case before upper. */
  readonly proxy?: string | undefined;
  /** Hosts asked without the proxy, separated by commas; `*` is all of them. Default: `NO_PROXY`. */
  readonly noProxy?: string | undefined;
}

/** Proxy by the scheme of what is asked; empty = none. */
export interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** The proxies in force. @throws NETWORK_SETTING_INVALID when one is no http(s) URL; it does not show the URL */
export function proxiesOf({ proxy, noProxy }: ProxySettings, environment: Environment): Proxies {
  const variable = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  return {
    httpProxy: proxy === undefined ? checked('HTTP_PROXY', variable('HTTP_PROXY')) : checked('proxy', proxy),
    httpsProxy: proxy === undefined ? checked('HTTPS_PROXY', variable('HTTPS_PROXY')) : checked('proxy', proxy),
    noProxy: noProxy ?? variable('NO_PROXY'),
  };
}

/** As curl does, `proxy.example:3128` is taken for `http://proxy.example:3128`. */
function checked(setting: string, text: string): string {
  const url = text === '' || text.includes('://') ? text : `http://${text}`;
  if (url === '' || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return url;
  throw new PivotKitError('NETWORK_SETTING_INVALID', { setting, problem: 'it is no http:// or https:// URL' });
}
