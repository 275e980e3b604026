import { sha256 } from './hash.ts';

/**
 * The intruder's side of the story. Addresses lie in large blocks registered to the United States Department of Defense
 * and in no known use as public services; names lie under the domains RFC 2606 reserves for examples. What is said
 * about them is invented and no statement about anyone who holds them.
 */
export const attacker = {
  lure: {
    address: '26.113.44.19',
    domain: 'login-microsft.example.net',
    url: 'https://login-microsft.example.net/shared/Invoice_4471.docm',
  },
  stage: {
    address: '11.84.203.77',
    domain: 'updates.cdn-telemetry.example.org',
    url: 'http://updates.cdn-telemetry.example.org/a/stage1.ps1',
    payloadUrl: 'http://updates.cdn-telemetry.example.org/a/onesync.bin',
  },
  command: { address: '30.77.161.42', domain: 'api.cdn-telemetry.example.org' },
  fallback: { address: '30.77.163.9', toolUrl: 'http://30.77.163.9:8080/t/r.exe' },
  exfiltration: {
    address: '26.201.9.130',
    domain: 'files.storage-sync.example.com',
    url: 'https://files.storage-sync.example.com/u/',
  },
  scanners: ['28.44.7.201', '29.130.66.5'],
} as const;

/** The network that holds the command server and its fallback. */
export const ATTACKER_NETWORK = '30.77.160.0/22';

export const PATIENT_ZERO = 'WS-FIN-07';
export const VICTIM_ACCOUNT = 'HALDEN\\l.marsh';
export const STOLEN_ACCOUNT = 'HALDEN\\svc_backup';
export const VICTIM_SERVER = 'FILE-01';

/** Hashes of invented text, so that no real file can have them. */
export const malware = {
  document: sha256('pivotkit sample: Invoice_4471.docm'),
  implant: sha256('pivotkit sample: onesync.exe'),
  secondImplant: sha256('pivotkit sample: synchelper.exe'),
  archiver: sha256('pivotkit sample: r.exe, a renamed archiver'),
  remoteClient: sha256('pivotkit sample: p.exe, a renamed remote execution client'),
  remoteService: sha256('pivotkit sample: PSEXESVC.exe'),
} as const;
