/** Objects as VirusTotal tells them, written for these tests. */

export const sha256 = 'a'.repeat(64);
export const stats = { malicious: 3, suspicious: 0, undetected: 50, harmless: 7, timeout: 0 };

export const file = { id: sha256.toUpperCase(), type: 'file', attributes: { meaningful_name: 'a.exe', size: 7, last_analysis_stats: stats, first_submission_date: 1_600_000_000, popular_threat_classification: { suggested_threat_label: 'trojan.x' } } }; // prettier-ignore
export const domain = {
  id: 'WWW.example.net',
  type: 'domain',
  attributes: { registrar: 'R', creation_date: 1_600_000_000 },
};
export const address = { id: '8.8.4.4', type: 'ip_address', attributes: { asn: 64_500, country: 'NL' } };
export const url = { id: 'f'.repeat(64), type: 'url', attributes: { url: 'http://www.example.net:80/a', title: '<b>x</b>', last_analysis_stats: stats } }; // prettier-ignore
export const resolution = { id: '8.8.4.4www.example.net', type: 'resolution', attributes: { host_name: 'www.example.net', ip_address: '8.8.4.4', date: 1_700_000_000, resolver: 'R', ip_address_last_analysis_stats: stats } }; // prettier-ignore
export const certificate = {
  id: 'd'.repeat(40),
  type: 'ssl_cert',
  context_attributes: { first_seen_date: '2026-01-02', port: 8443 },
  attributes: {
    thumbprint: 'd'.repeat(40),
    thumbprint_sha256: 'e'.repeat(64),
    serial_number: '0a',
    subject: { CN: 'www.example.net', OU: ['a', 'b'] },
    issuer: { CN: 'Example CA' },
    validity: { not_before: '2026-01-01 00:00:00', not_after: '2026-04-01 00:00:00' },
    extensions: { subject_alternative_name: ['www.example.net'] },
  },
};
export const whois = {
  id: 'w',
  type: 'whois',
  attributes: {
    first_seen_date: 1_700_000_000,
    registrant_country: 'NL',
    whois_map: {
      'Creation Date': '2001-01-01T00:00:00Z',
      'Registry Expiry Date': '2031-01-01T00:00:00Z',
      'Name Server': 'ns1.example.net | ns2.example.net',
      Registrar: 'Example Registrar',
      'Registrant Organization': '0f0f',
    },
  },
};
export const comment = { id: 'c', type: 'comment', attributes: { text: 'see <script>', date: 1_700_000_000, tags: ['x'], votes: { positive: 2, negative: 0, abuse: 1 } } }; // prettier-ignore
export const vote = { id: 'v', type: 'vote', attributes: { verdict: 'malicious', value: -3, date: 1_700_000_000 } };

/** Techniques by sandbox, one of which saw none. */
export const techniques = {
  Zenbox: {
    tactics: [
      {
        id: 'TA0005',
        name: 'Defense Evasion',
        techniques: [
          { id: 'T1055', name: 'Process Injection', signatures: [{ severity: 'HIGH', description: 'injects' }] },
        ],
      },
    ],
  },
  'VirusTotal Observer': null,
};
