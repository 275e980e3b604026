import { ephemeralPort, type Computer } from './company.ts';

export const FLOW_COLUMNS = [
  'time',
  'host',
  'sourceIp',
  'sourcePort',
  'destinationIp',
  'destinationPort',
  'protocol',
  'direction',
  'application',
  'action',
  'bytesOut',
  'bytesIn',
  'durationMs',
  'note',
] as const;

/** One connection as the firewall saw it; bytes as sent by the opener (out) and by the other side (in). */
export interface Flow {
  readonly timeMs: number;
  readonly host: string;
  readonly sourceIp: string | null;
  readonly sourcePort: number | null;
  readonly destinationIp: string | null;
  readonly destinationPort: number | null;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly direction: 'outbound' | 'inbound' | 'internal';
  readonly application: string | null;
  readonly action: 'allowed' | 'denied';
  readonly bytesOut: number | null;
  readonly bytesIn: number | null;
  readonly durationMs: number | null;
  readonly note: string | null;
}

type Given = Pick<Flow, 'timeMs' | 'destinationIp' | 'destinationPort' | 'application' | 'bytesOut' | 'bytesIn'> &
  Partial<Flow>;

/** A connection opened by `from`; what is not given has the usual value. */
export function flowFrom(from: Computer, given: Given): Flow {
  return {
    host: from.name,
    sourceIp: from.address,
    sourcePort: ephemeralPort(),
    protocol: 'tcp',
    direction: 'outbound',
    action: 'allowed',
    durationMs: 40 + Math.floor(((given.bytesIn ?? 0) + (given.bytesOut ?? 0)) / 900),
    note: null,
    ...given,
  };
}
