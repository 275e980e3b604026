import { attacker } from './attacker.ts';
import { computer, computers, servers, workstations, type Computer } from './company.ts';
import { flowFrom, type Flow } from './flow.ts';
import { publicServices, service, visitors, type PublicService } from './internet.ts';
import { randomFor } from './random.ts';
import { sessionsOf } from './presence.ts';
import { MINUTE_MS, officeTime, SECOND_MS, serverTime, WEEK_END_MS, WEEK_START_MS, WEEKDAYS } from './week.ts';

const random = randomFor('background flows');

type Maker = (from: Computer, timeMs: number) => Flow;

const DESK_ACTIVITIES: readonly { readonly weight: number; readonly make: Maker }[] = [
  { weight: 62, make: (from, timeMs) => toService(from, timeMs, random.pickWeighted(publicServices)) },
  {
    weight: 12,
    make: (from, timeMs) =>
      internal(from, timeMs, random.pick(['DC-01', 'DC-02']), {
        destinationPort: 53,
        application: 'dns',
        typicalBytesIn: 160,
      }),
  },
  {
    weight: 9,
    make: (from, timeMs) =>
      internal(from, timeMs, 'FILE-01', { destinationPort: 445, application: 'smb', typicalBytesIn: 90_000 }),
  },
  {
    weight: 7,
    make: (from, timeMs) =>
      internal(from, timeMs, 'APP-01', { destinationPort: 443, application: 'tls', typicalBytesIn: 22_000 }),
  },
  {
    weight: 5,
    make: (from, timeMs) =>
      internal(from, timeMs, 'DC-01', { destinationPort: 88, application: 'kerberos', typicalBytesIn: 1_600 }),
  },
  {
    weight: 2,
    make: (from, timeMs) =>
      internal(from, timeMs, 'GIT-01', { destinationPort: 22, application: 'ssh', typicalBytesIn: 30_000 }),
  },
  { weight: 2, make: multicast },
];

const SERVER_PEERS: Readonly<Record<string, readonly string[]>> = {
  'WEB-01': ['time.cloudflare.com', 'archive.ubuntu.com', 'one.one.one.one'],
  'WEB-02': ['time.cloudflare.com', 'archive.ubuntu.com', 'one.one.one.one'],
  'GIT-01': ['archive.ubuntu.com', 'github.com', 'time.cloudflare.com'],
  'MON-01': ['dns.google', 'dns.quad9.net', 'one.one.one.one', 'archive.ubuntu.com', 'time.google.com'],
  'BACKUP-01': ['s3.amazonaws.com', 's3.amazonaws.com', 'settings-win.data.microsoft.com'],
};
const OTHER_SERVER_PEERS = [
  'ctldl.windowsupdate.com',
  'settings-win.data.microsoft.com',
  'dns.quad9.net',
  'time.google.com',
];

/** A week of ordinary traffic. */
export function backgroundFlows(): readonly Flow[] {
  return [
    ...workstations.flatMap(deskWeek),
    ...servers.flatMap(serverWeek),
    ...heartbeats(),
    ...visits(),
    ...scans(),
    ...everyAddressOnce(),
  ];
}

function deskWeek(desk: Computer): readonly Flow[] {
  return sessionsOf(desk).flatMap(({ dayIndex }) =>
    Array.from({ length: random.between(22, 40) }, () =>
      random.pickWeighted(DESK_ACTIVITIES).make(desk, officeTime(random, dayIndex)),
    ),
  );
}

function serverWeek(server: Computer): readonly Flow[] {
  return WEEKDAYS.flatMap((_, day) =>
    Array.from({ length: random.between(20, 34) }, () => serverFlow(server, serverTime(random, day))),
  );
}

function serverFlow(server: Computer, timeMs: number): Flow {
  if (random.chance(0.45))
    return internal(server, timeMs, random.pick(['DC-01', 'SQL-01', 'BACKUP-01']), {
      destinationPort: 443,
      application: 'tls',
      typicalBytesIn: 50_000,
    });
  return toService(server, timeMs, service(random.pick(SERVER_PEERS[server.name] ?? OTHER_SERVER_PEERS)));
}

function toService(from: Computer, timeMs: number, to: PublicService, address = random.pick(to.addresses)): Flow {
  const fixedSize = to.application === 'ntp' ? to.typicalBytesIn : undefined;
  return flowFrom(from, {
    timeMs,
    sourceIp: address.includes(':') ? from.address6 : from.address,
    destinationIp: address,
    destinationPort: to.destinationPort,
    protocol: to.application === 'dns' || to.application === 'ntp' ? 'udp' : 'tcp',
    application: to.application,
    bytesOut: fixedSize ?? sizeNear(Math.max(70, Math.floor(to.typicalBytesIn / 14))),
    bytesIn: fixedSize ?? sizeNear(to.typicalBytesIn),
  });
}

type InternalService = Pick<Flow, 'destinationPort' | 'application'> & { readonly typicalBytesIn: number };

function internal(from: Computer, timeMs: number, to: string, what: InternalService): Flow {
  const { destinationPort, application, typicalBytesIn } = what;
  return flowFrom(from, {
    timeMs,
    destinationIp: computer(to).address,
    destinationPort,
    protocol: application === 'dns' ? 'udp' : 'tcp',
    direction: 'internal',
    application,
    bytesOut: sizeNear(Math.max(70, Math.floor(typicalBytesIn / 6))),
    bytesIn: sizeNear(typicalBytesIn),
  });
}

/** Neighbour discovery chatter: link-local and multicast addresses. */
function multicast(from: Computer, timeMs: number): Flow {
  const sixth = random.chance(0.5);
  return flowFrom(from, {
    timeMs,
    sourceIp: sixth ? `fe80::${from.address6.split(':').at(-1)}` : from.address,
    sourcePort: 5353,
    destinationIp: sixth ? 'ff02::fb' : '224.0.0.251',
    destinationPort: 5353,
    protocol: 'udp',
    direction: 'internal',
    application: 'mdns',
    bytesOut: sizeNear(240),
    bytesIn: 0,
  });
}

const HEARTBEAT_MS = 15 * MINUTE_MS;

/** The monitoring server looks every quarter of an hour whether the internet is there: as regular as any implant. */
function heartbeats(): readonly Flow[] {
  const monitor = computer('MON-01');
  return Array.from({ length: (WEEK_END_MS - WEEK_START_MS) / HEARTBEAT_MS }, (_, i) => {
    const timeMs = WEEK_START_MS + i * HEARTBEAT_MS + random.between(0, 2 * SECOND_MS);
    const to = { destinationIp: '1.1.1.1', destinationPort: 443, application: 'tls' };
    return flowFrom(monitor, { ...to, timeMs, bytesOut: 517, bytesIn: 3_120 + random.between(0, 40) });
  });
}

/** Visitors of the public web site, from outside in. */
function visits(): readonly Flow[] {
  return WEEKDAYS.flatMap((_, day) =>
    Array.from({ length: random.between(18, 30) }, () =>
      inbound(officeTime(random, day), random.pick(visitors), 443, 'allowed'),
    ),
  );
}

/** Two addresses knock at every door each night and are refused. */
function scans(): readonly Flow[] {
  const ports = [22, 23, 80, 445, 3389, 5900, 8080];
  return WEEKDAYS.flatMap((_, day) =>
    attacker.scanners.flatMap((scanner) =>
      ports.map((port) => inbound(serverTime(random, day), scanner, port, 'denied')),
    ),
  );
}

function inbound(timeMs: number, from: string, port: number, action: Flow['action']): Flow {
  const web = computer(random.pick(['WEB-01', 'WEB-02']));
  const answered = action === 'allowed';
  return flowFrom(web, {
    timeMs,
    sourceIp: from,
    destinationIp: web.address,
    destinationPort: port,
    direction: 'inbound',
    application: answered ? 'tls' : null,
    action,
    bytesOut: answered ? sizeNear(2_400) : 60,
    bytesIn: answered ? sizeNear(48_000) : 0,
  });
}

/** Every public address of the catalogue is seen at least once, however the dice fall. */
function everyAddressOnce(): readonly Flow[] {
  const desks = computers.filter(({ role }) => role === 'workstation');
  return [
    ...publicServices.flatMap((to) =>
      to.addresses.map((address) => toService(random.pick(desks), officeTime(random, 0), to, address)),
    ),
    ...visitors.map((visitor) => inbound(officeTime(random, 0), visitor, 443, 'allowed')),
  ];
}

/** Sizes spread widely below and above the typical one, as real ones do. */
function sizeNear(typical: number): number {
  const spread = 0.2 + random.unit() * random.unit() * 3;
  return Math.round(typical * spread);
}
