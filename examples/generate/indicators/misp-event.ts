import { attacker, malware } from '../attacker.ts';
import { uuidOf } from '../hash.ts';

const TIMESTAMP = String(Date.UTC(2026, 10, 7, 12) / 1000);

interface Attribute {
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly comment: string;
}

const ATTRIBUTES: readonly Attribute[] = [
  network('ip-dst', attacker.exfiltration.address, 'receives stolen archives'),
  network('domain|ip', `${attacker.exfiltration.domain}|${attacker.exfiltration.address}`, 'same, with its name'),
  network('url', attacker.exfiltration.url, 'upload path'),
  {
    type: 'filename|sha256',
    category: 'Payload delivery',
    value: `synchelper.exe|${malware.secondImplant}`,
    to_ids: true,
    comment: 'second implant',
  },
  network('ip-dst|port', `${attacker.fallback.address}|8080`, 'serves tools'),
  {
    ...network('ip-dst', '8.8.8.8', 'asked by the implant to see whether it is online; not an indicator'),
    to_ids: false,
  },
  {
    type: 'text',
    category: 'Other',
    value: 'Uploads happen between 01:00 and 04:00 UTC.',
    to_ids: false,
    comment: 'habit',
  },
];

/** A MISP event as its REST interface exports it; ids and numbers are text there. */
export function mispEvent(): object {
  return {
    Event: {
      id: '118',
      uuid: uuidOf('sample event'),
      info: 'OneSync intrusions at instrument makers (invented)',
      date: '2026-11-07',
      threat_level_id: '2',
      analysis: '1',
      distribution: '1',
      published: true,
      timestamp: TIMESTAMP,
      Orgc: { id: '1', name: 'Nordic instruments sharing group (invented)', uuid: uuidOf('sample sharing group') },
      Tag: [{ id: '1', name: 'tlp:amber', colour: '#ffc000', exportable: true }],
      Attribute: ATTRIBUTES.map(withIds),
    },
  };
}

function withIds(given: Attribute, i: number): object {
  return {
    id: String(9001 + i),
    event_id: '118',
    uuid: uuidOf(`${given.type} ${given.value}`),
    ...given,
    distribution: '5',
    timestamp: TIMESTAMP,
    deleted: false,
    disable_correlation: false,
  };
}

function network(type: string, value: string, comment: string): Attribute {
  return { type, category: 'Network activity', value, to_ids: true, comment };
}
