/** Public services the company talks to. Owners, networks and countries as commonly published; see data/README.md. */
export interface PublicService {
  readonly domain: string;
  readonly addresses: readonly string[];
  readonly owner: Owner;
  readonly application: 'dns' | 'tls' | 'http' | 'quic' | 'ntp' | 'ssh';
  readonly destinationPort: number;
  /** How often it is used, relative to the others. */
  readonly weight: number;
  /** Typical size of one connection's answer. */
  readonly typicalBytesIn: number;
}

export interface Owner {
  readonly asn: number;
  readonly name: string;
  readonly country: string;
  readonly registry: 'ARIN' | 'RIPE NCC' | 'APNIC';
}

const google: Owner = { asn: 15169, name: 'GOOGLE', country: 'US', registry: 'ARIN' };
const cloudflare: Owner = { asn: 13335, name: 'CLOUDFLARENET', country: 'US', registry: 'ARIN' };
const quad9: Owner = { asn: 19281, name: 'QUAD9-AS-1', country: 'US', registry: 'ARIN' };
const microsoft: Owner = { asn: 8075, name: 'MICROSOFT-CORP-MSN-AS-BLOCK', country: 'US', registry: 'ARIN' };
const github: Owner = { asn: 36459, name: 'GITHUB', country: 'US', registry: 'ARIN' };
const fastly: Owner = { asn: 54113, name: 'FASTLY', country: 'US', registry: 'ARIN' };
const amazon: Owner = { asn: 16509, name: 'AMAZON-02', country: 'US', registry: 'ARIN' };
const akamai: Owner = { asn: 20940, name: 'AKAMAI-ASN1', country: 'NL', registry: 'RIPE NCC' };
const apple: Owner = { asn: 714, name: 'APPLE-ENGINEERING', country: 'US', registry: 'ARIN' };
const canonical: Owner = { asn: 41231, name: 'CANONICAL-AS', country: 'GB', registry: 'RIPE NCC' };
const wikimedia: Owner = { asn: 14907, name: 'WIKIMEDIA', country: 'US', registry: 'ARIN' };
const salesforce: Owner = { asn: 14340, name: 'SALESFORCE', country: 'US', registry: 'ARIN' };
const zoom: Owner = { asn: 30103, name: 'ZOOM-VIDEO-COMM-AS', country: 'US', registry: 'ARIN' };

export const publicServices: readonly PublicService[] = [
  dns('dns.google', ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'], google, 8),
  dns('one.one.one.one', ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'], cloudflare, 7),
  dns('dns.quad9.net', ['9.9.9.9', '149.112.112.112', '2620:fe::fe'], quad9, 4),
  web('outlook.office365.com', ['52.96.165.18', '40.99.4.34', '52.97.133.210'], microsoft, [26, 42_000]),
  web('substrate.office.com', ['13.107.6.156', '13.107.18.11'], microsoft, [14, 18_000]),
  web('teams.microsoft.com', ['52.113.194.132', '52.112.120.14', '52.123.128.14'], microsoft, [20, 65_000]),
  web('sharepoint.com', ['13.107.136.10', '13.107.138.10'], microsoft, [16, 240_000]),
  web('login.microsoftonline.com', ['20.190.159.4', '40.126.32.68', '20.190.160.22'], microsoft, [12, 9_000]),
  web('onedrive.live.com', ['13.107.42.13', '13.107.42.14'], microsoft, [7, 120_000]),
  web('graph.microsoft.com', ['20.20.44.128', '40.126.53.14'], microsoft, [6, 8_000]),
  web('settings-win.data.microsoft.com', ['20.42.73.29', '52.167.17.97'], microsoft, [8, 4_000]),
  web('www.bing.com', ['13.107.21.200', '204.79.197.200'], microsoft, [5, 55_000]),
  web('github.com', ['140.82.121.3', '140.82.121.4', '140.82.112.3', '140.82.113.4'], github, [9, 380_000]),
  web('api.github.com', ['140.82.121.5', '140.82.121.6'], github, [4, 22_000]),
  web('raw.githubusercontent.com', ['185.199.108.133', '185.199.109.133', '185.199.110.133'], fastly, [4, 60_000]),
  web('pypi.org', ['151.101.0.223', '151.101.64.223', '151.101.128.223'], fastly, [3, 90_000]),
  web('stackoverflow.com', ['151.101.1.69', '151.101.65.69', '151.101.129.69'], fastly, [5, 48_000]),
  web('cdn.jsdelivr.net', ['104.16.1.34', '104.16.2.34', '104.16.3.34'], cloudflare, [5, 210_000]),
  web('cdnjs.cloudflare.com', ['104.17.24.14', '104.17.25.14'], cloudflare, [6, 35_000]),
  web('www.cloudflare.com', ['104.16.123.96', '104.16.124.96', '2606:4700::6810:7b60'], cloudflare, [3, 28_000]),
  web(
    'www.google.com',
    ['142.250.74.100', '142.250.74.132', '172.217.16.132', '2a00:1450:4001:82b::2004'],
    google,
    [15, 52_000],
  ),
  web('fonts.gstatic.com', ['142.250.74.99', '172.217.16.131'], google, [8, 31_000]),
  web('www.youtube.com', ['142.250.74.110', '216.58.206.78', '2a00:1450:4001:831::200e'], google, [6, 900_000]),
  web('s3.amazonaws.com', ['52.216.36.8', '52.217.64.20', '54.231.132.16'], amazon, [6, 310_000]),
  web('aws.amazon.com', ['13.225.78.40', '18.66.112.30'], amazon, [3, 75_000]),
  web('ctldl.windowsupdate.com', ['2.18.12.40', '23.50.131.20', '95.100.146.10'], akamai, [6, 160_000]),
  web('download.windowsupdate.com', ['2.16.106.20', '2.22.61.58'], akamai, [4, 4_200_000]),
  web('swcdn.apple.com', ['17.253.144.10', '17.253.57.202'], apple, [1, 180_000]),
  web('login.salesforce.com', ['13.110.14.5', '13.110.38.9'], salesforce, [7, 66_000]),
  web('zoom.us', ['170.114.52.2', '170.114.10.74'], zoom, [5, 140_000]),
  web('www.wikipedia.org', ['185.15.59.224', '2a02:ec80:300:ed1a::1'], wikimedia, [3, 70_000]),
  {
    ...web('archive.ubuntu.com', ['91.189.91.38', '185.125.190.36'], canonical, [3, 800_000]),
    application: 'http',
    destinationPort: 80,
  },
  ntp('time.cloudflare.com', ['162.159.200.1', '162.159.200.123'], cloudflare),
  ntp('time.google.com', ['216.239.35.0', '216.239.35.4'], google),
];

/** Visitors of the company's web site: invented clients, in the same unused blocks as the intruder's addresses. */
export const visitors: readonly string[] = [
  '21.14.88.3',
  '21.90.4.177',
  '22.61.12.40',
  '22.118.201.9',
  '28.7.33.150',
  '29.44.18.62',
  '33.12.70.8',
  '33.201.5.91',
  '55.16.40.23',
  '55.99.180.4',
];

export function service(domain: string): PublicService {
  const found = publicServices.find((candidate) => candidate.domain === domain);
  if (found === undefined) throw new RangeError(`no service ${domain}`);
  return found;
}

function dns(domain: string, addresses: readonly string[], owner: Owner, weight: number): PublicService {
  return { domain, addresses, owner, application: 'dns', destinationPort: 53, weight, typicalBytesIn: 180 };
}

function ntp(domain: string, addresses: readonly string[], owner: Owner): PublicService {
  return { domain, addresses, owner, application: 'ntp', destinationPort: 123, weight: 2, typicalBytesIn: 76 };
}

function web(
  domain: string,
  addresses: readonly string[],
  owner: Owner,
  use: readonly [number, number],
): PublicService {
  const [weight, typicalBytesIn] = use;
  return { domain, addresses, owner, application: 'tls', destinationPort: 443, weight, typicalBytesIn };
}
