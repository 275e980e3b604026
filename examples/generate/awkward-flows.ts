import { attacker, PATIENT_ZERO, VICTIM_SERVER } from './attacker.ts';
import { computer, computers, type Computer } from './company.ts';
import { flowFrom, type Flow } from './flow.ts';
import { randomFor } from './random.ts';
import { at, officeTime } from './week.ts';

const random = randomFor('awkward flows');

/** Cells as real exports have them: spelled otherwise, pasted, missing, wrong. Each is written as it shall stand. */
const SPELLINGS: readonly (string | null)[] = [
  '2001:4860:4860:0:0:0:0:8888',
  '2001:4860:4860:0000:0000:0000:0000:8888',
  '2001:4860:4860::8844',
  '2606:4700:4700::1111',
  '2606:4700:4700:0::1111',
  '2620:FE::FE',
  '2620:00fe::00fe',
  '2606:4700::6810:7B60',
  '2A00:1450:4001:82B::2004',
  '::ffff:8.8.8.8',
  '::FFFF:1.1.1.1',
  '::ffff:808:808',
  ' 8.8.8.8 ',
  '9.9.9.9 ',
  '1[.]1[.]1[.]1',
  '203[.]0[.]113[.]7',
  '198.51.100.23',
  '192.0.2.146',
  '100.64.12.9',
  '169.254.10.20',
  '127.0.0.1',
  '255.255.255.255',
  '0.0.0.0',
  'fe80::1ff:fe23:4567:890a%eth0',
  '999.1.1.1',
  '10.20.1',
  '8.8.8.8.8',
  '1.1.1.1:53',
  '2001:db8:::1',
  'unknown',
  '-',
  null,
  null,
  null,
  null,
  null,
  null,
];

const CASE_NOTE = 'added by hand from case notes HI-2026-118';

/** Rows with awkward cells; everything else about them is ordinary. */
export function awkwardFlows(): readonly Flow[] {
  return [...SPELLINGS.map(spelled), ...notes(), ...unfinished()];
}

/** The same rows again, as a collector that restarts sends them. */
export function repeated(flows: readonly Flow[]): readonly Flow[] {
  return Array.from({ length: 24 }, () => random.pick(flows));
}

function spelled(destinationIp: string | null): Flow {
  return { ...plain(anyDesk(), officeTime(random, random.between(0, 4))), destinationIp };
}

/** The analyst's additions: defanged, no ports, no sizes. */
function notes(): readonly Flow[] {
  const seen: readonly (readonly [string, string, number])[] = [
    [PATIENT_ZERO, attacker.lure.address, at('Tue', '09:12:00')],
    [PATIENT_ZERO, attacker.stage.address, at('Tue', '09:15:00')],
    [PATIENT_ZERO, attacker.command.address, at('Tue', '09:16:00')],
    [VICTIM_SERVER, attacker.fallback.address, at('Thu', '22:34:00')],
    [VICTIM_SERVER, attacker.exfiltration.address, at('Fri', '02:10:00')],
  ];
  return seen.map(([host, address, timeMs]) => ({
    ...flowFrom(computer(host), {
      timeMs,
      destinationIp: address.replaceAll('.', '[.]'),
      destinationPort: null,
      application: null,
      bytesOut: null,
      bytesIn: null,
    }),
    sourcePort: null,
    durationMs: null,
    note: CASE_NOTE,
  }));
}

/** Connections cut off before the firewall knew what they were. */
function unfinished(): readonly Flow[] {
  return Array.from({ length: 14 }, () => ({
    ...plain(anyDesk(), officeTime(random, random.between(0, 4))),
    application: null,
    bytesIn: null,
    durationMs: null,
  }));
}

function plain(from: Computer, timeMs: number): Flow {
  return flowFrom(from, {
    timeMs,
    destinationIp: '8.8.4.4',
    destinationPort: 443,
    application: 'tls',
    bytesOut: random.between(200, 900),
    bytesIn: random.between(300, 5_000),
  });
}

function anyDesk(): Computer {
  return random.pick(computers.filter(({ role }) => role === 'workstation'));
}
