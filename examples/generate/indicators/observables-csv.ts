import { attacker, malware } from '../attacker.ts';
import { toCsv } from '../csv.ts';
import { sha256 } from '../hash.ts';

const COLUMNS = [
  'indicator',
  'type',
  'confidence',
  'severity',
  'tlp',
  'validFrom',
  'validUntil',
  'source',
  'description',
] as const;

/** A plain list as sharing groups mail it round: mixed kinds, one entry defanged, one expired, one false alarm. */
export function observablesCsv(): string {
  return toCsv(COLUMNS, [...fromSharingGroup(), ...fromOpenList()]);
}

type Entry = Pick<Row, 'indicator' | 'type' | 'confidence' | 'description'> & Partial<Row>;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

function fromSharingGroup(): readonly Row[] {
  const elsewhere = 'earlier campaign, not seen here';
  const older = sha256('pivotkit sample: older implant');
  const lure = 'hxxps://login-microsft[.]example[.]net/shared/Invoice_4471.docm';
  const entries: readonly Entry[] = [
    {
      indicator: attacker.command.address,
      type: 'ipv4',
      confidence: 85,
      description: 'command server of the OneSync implant',
    },
    {
      indicator: attacker.lure.domain,
      type: 'domain',
      confidence: 90,
      description: 'look-alike sign-in page that offers an invoice',
    },
    { indicator: lure, type: 'url', confidence: 90, description: 'lure document' },
    { indicator: attacker.stage.domain, type: 'domain', confidence: 80, description: 'serves the first stage' },
    { indicator: malware.document, type: 'sha256', confidence: 95, tlp: 'amber', description: 'Invoice_4471.docm' },
    { indicator: '30.77.9.18', type: 'ipv4', confidence: 60, severity: 'medium', description: elsewhere },
    {
      indicator: 'billing-portal.example.com',
      type: 'domain',
      confidence: 55,
      severity: 'medium',
      description: elsewhere,
    },
    { indicator: '2001:db8:bad::17', type: 'ipv6', confidence: 50, severity: 'medium', description: elsewhere },
    { indicator: older, type: 'sha256', confidence: 70, tlp: 'amber', description: elsewhere },
  ];
  const source = 'Nordic instruments sharing group';
  const usual = { severity: 'high', tlp: 'green', validFrom: '2026-11-04T00:00:00Z', validUntil: null, source };
  return entries.map((entry) => ({ ...usual, ...entry }));
}

function fromOpenList(): readonly Row[] {
  const falseAlarm = 'false alarm: malware asks it whether it is online';
  const entries: readonly Entry[] = [
    { indicator: attacker.scanners[0], type: 'ipv4', confidence: 40, description: 'port scans' },
    { indicator: attacker.scanners[1], type: 'ipv4', confidence: 40, description: 'port scans' },
    {
      indicator: '22.61.12.40',
      type: 'ipv4',
      confidence: 30,
      description: 'port scans',
      validUntil: '2026-06-30T00:00:00Z',
    },
    { indicator: '8.8.8.8', type: 'ipv4', confidence: 5, description: falseAlarm },
  ];
  const source = 'open block list';
  const usual = { severity: 'low', tlp: 'clear', validFrom: '2026-03-01T00:00:00Z', validUntil: null, source };
  return entries.map((entry) => ({ ...usual, ...entry }));
}
