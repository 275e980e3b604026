import { attacker, PATIENT_ZERO, VICTIM_SERVER } from './attacker.ts';
import { computer } from './company.ts';
import { flowFrom, type Flow } from './flow.ts';
import { randomFor } from './random.ts';
import { at, MINUTE_MS, SECOND_MS } from './week.ts';

const random = randomFor('intrusion flows');
const patient = computer(PATIENT_ZERO);
const fileServer = computer(VICTIM_SERVER);

export const BEACON = {
  intervalMs: 60 * SECOND_MS,
  /** Each wait differs from the interval by at most this share of it. */
  jitterShare: 0.1,
  /** Share of beacons that never reach the wire. */
  lossShare: 0.04,
  /** The computer is switched off at night, but not in the last one: someone left it on. */
  awake: [
    [at('Tue', '09:16:04'), at('Tue', '18:37:00')],
    [at('Wed', '06:52:20'), at('Wed', '17:58:00')],
    [at('Thu', '06:47:40'), at('Fri', '05:58:00')],
  ],
} as const;

export const EXFILTRATION = {
  from: at('Fri', '02:10:00'),
  parts: 18,
  bytesPerPart: 104_857_600,
  bytesInLastPart: 61_337_600,
} as const;

const HTTPS = { destinationPort: 443, application: 'tls' };

/** What the intruder's work looks like on the wire, in the order it happened. */
export function intrusionFlows(): readonly Flow[] {
  return [...delivery(), ...beacons(), ...lateralMovement(), ...tooling(), ...exfiltration()];
}

function delivery(): readonly Flow[] {
  const lure = { ...HTTPS, destinationIp: attacker.lure.address };
  const stage = { ...HTTPS, application: 'http', destinationPort: 80, destinationIp: attacker.stage.address };
  return [
    flowFrom(patient, { ...lure, timeMs: at('Tue', '09:12:47'), bytesOut: 3_911, bytesIn: 184_220 }),
    flowFrom(patient, { ...lure, timeMs: at('Tue', '09:13:02'), bytesOut: 1_204, bytesIn: 96_512 }),
    flowFrom(patient, { ...stage, timeMs: at('Tue', '09:14:53'), bytesOut: 412, bytesIn: 38_104 }),
    flowFrom(patient, { ...stage, timeMs: at('Tue', '09:15:20'), bytesOut: 398, bytesIn: 711_680 }),
  ];
}

function beacons(): readonly Flow[] {
  return BEACON.awake.flatMap(([from, until]) => beaconTimes(from, until).map(beacon));
}

function beaconTimes(from: number, until: number): readonly number[] {
  const times: number[] = [];
  let next: number = from;
  while (next < until) {
    if (times.length === 0 || !random.chance(BEACON.lossShare)) times.push(next);
    next += Math.round(BEACON.intervalMs * (1 + BEACON.jitterShare * random.bell()));
  }
  return times;
}

/** Mostly an empty answer of nearly constant size; now and then an order, and its longer reply. */
function beacon(timeMs: number): Flow {
  const order = random.chance(0.02);
  return flowFrom(patient, {
    ...HTTPS,
    timeMs,
    destinationIp: attacker.command.address,
    bytesOut: order ? random.between(2_000, 40_000) : 486 + random.between(0, 18),
    bytesIn: order ? random.between(900, 9_000) : 312 + random.between(0, 6),
    durationMs: random.between(180, 420),
  });
}

function lateralMovement(): readonly Flow[] {
  const to = { destinationIp: fileServer.address, direction: 'internal' } as const;
  const smb = { ...to, destinationPort: 445, application: 'smb' };
  const rpc = { ...to, destinationPort: 135, application: 'msrpc' };
  return [
    flowFrom(patient, { ...smb, timeMs: at('Tue', '10:31:08'), bytesOut: 2_140, bytesIn: 8_850 }),
    flowFrom(patient, { ...rpc, timeMs: at('Wed', '14:02:11'), bytesOut: 1_320, bytesIn: 1_980 }),
    flowFrom(patient, {
      ...rpc,
      destinationPort: 49_668,
      timeMs: at('Wed', '14:02:12'),
      bytesOut: 6_240,
      bytesIn: 3_110,
    }),
    flowFrom(patient, { ...smb, timeMs: at('Wed', '14:09:37'), bytesOut: 612_400, bytesIn: 12_600 }),
    flowFrom(patient, { ...smb, timeMs: at('Wed', '14:09:41'), bytesOut: 4_800, bytesIn: 9_730 }),
    flowFrom(patient, { ...smb, timeMs: at('Thu', '22:31:15'), bytesOut: 5_120, bytesIn: 11_040 }),
    flowFrom(patient, { ...smb, timeMs: at('Fri', '02:06:22'), bytesOut: 3_870, bytesIn: 7_450 }),
  ];
}

/** The second implant fetches a tool and asks for orders now and then. */
function tooling(): readonly Flow[] {
  const to = { ...HTTPS, destinationIp: attacker.fallback.address };
  const fetched = { ...to, application: 'http', destinationPort: 8080, bytesOut: 365, bytesIn: 604_210 };
  return [
    flowFrom(fileServer, { ...fetched, timeMs: at('Thu', '22:34:02') }),
    ...[0, 7, 15, 24].map((minutes) =>
      flowFrom(fileServer, {
        ...to,
        timeMs: at('Thu', '22:52:30') + minutes * MINUTE_MS,
        bytesOut: 1_040,
        bytesIn: 2_210,
      }),
    ),
  ];
}

/** Night-time upload of the archive, part after part. */
function exfiltration(): readonly Flow[] {
  let next: number = EXFILTRATION.from;
  return Array.from({ length: EXFILTRATION.parts }, (_, part) => {
    const last = part === EXFILTRATION.parts - 1;
    const bytesOut =
      (last ? EXFILTRATION.bytesInLastPart : EXFILTRATION.bytesPerPart) + random.between(200_000, 400_000);
    const durationMs = Math.round(bytesOut / random.between(460, 610));
    const timeMs = next;
    next += durationMs + random.between(4, 30) * SECOND_MS;
    const to = { ...HTTPS, destinationIp: attacker.exfiltration.address };
    return flowFrom(fileServer, { ...to, timeMs, bytesOut, bytesIn: random.between(14_000, 22_000), durationMs });
  });
}
