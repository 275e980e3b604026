import { randomFor } from './random.ts';

/** Halden Instruments, an invented maker of measuring devices. */
export const COMPANY = { name: 'Halden Instruments', domain: 'HALDEN', dnsSuffix: 'halden.internal' } as const;

export type Role = 'workstation' | 'windows-server' | 'linux-server';
export type Department = 'finance' | 'engineering' | 'sales' | 'operations' | 'servers';

export interface Computer {
  readonly name: string;
  readonly role: Role;
  readonly department: Department;
  readonly address: string;
  /** From the documentation prefix 2001:db8::/32, which stands in for the company's own. */
  readonly address6: string;
  /** Who sits there, or the service account of a server; with domain on Windows. */
  readonly account: string;
}

const PEOPLE: Readonly<Record<Exclude<Department, 'servers'>, readonly string[]>> = {
  finance: ['a.brandt', 'c.duval', 'e.foss', 'g.hamre', 'i.jansen', 'k.lund', 'l.marsh', 'n.olsen', 'p.quist', 'r.strand'],
  engineering: [
    'b.aune', 'd.birk', 'f.carlsen', 'h.dahl', 'j.eide', 'k.falk', 'm.grieg', 'o.hauge',
    'q.iversen', 's.jahr', 't.krog', 'u.lie', 'v.moen', 'w.nygard', 'y.oye', 'z.pihl',
  ],
  sales: ['a.rask', 'b.sand', 'c.tveit', 'd.ulvik', 'e.vik', 'f.wold', 'g.yde', 'h.aas', 'i.borg', 'j.cato', 'k.dreyer', 'l.engen'],
  operations: ['m.fjeld', 'n.gran', 'o.hoel', 'p.isak', 'r.juul', 's.kval'],
}; // prettier-ignore

const PREFIX = { finance: 'FIN', engineering: 'ENG', sales: 'SAL', operations: 'OPS' } as const;
const SUBNET = { finance: 1, engineering: 2, sales: 3, operations: 4 } as const;

export const workstations: readonly Computer[] = [
  ...desks('finance'),
  ...desks('engineering'),
  ...desks('sales'),
  ...desks('operations'),
];

export const servers: readonly Computer[] = [
  server('DC-01', 'windows-server', '10.10.0.10'),
  server('DC-02', 'windows-server', '10.10.0.11'),
  server('FILE-01', 'windows-server', '10.10.0.20'),
  server('SQL-01', 'windows-server', '10.10.0.30'),
  server('APP-01', 'windows-server', '10.10.0.40'),
  server('BACKUP-01', 'windows-server', '10.10.0.50'),
  server('GIT-01', 'linux-server', '10.10.0.60'),
  server('MON-01', 'linux-server', '10.10.0.70'),
  server('WEB-01', 'linux-server', '192.168.50.10'),
  server('WEB-02', 'linux-server', '192.168.50.11'),
];

export const computers: readonly Computer[] = [...workstations, ...servers];

export function computer(name: string): Computer {
  const found = computers.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(`no computer ${name}`);
  return found;
}

function desks(department: Exclude<Department, 'servers'>): readonly Computer[] {
  return PEOPLE[department].map((person, i) => ({
    name: `WS-${PREFIX[department]}-${String(i + 1).padStart(2, '0')}`,
    role: 'workstation',
    department,
    address: `10.20.${SUBNET[department]}.${101 + i}`,
    address6: `2001:db8:20:${SUBNET[department]}::${(0x101 + i).toString(16)}`,
    account: `${COMPANY.domain}\\${person}`,
  }));
}

function server(name: string, role: Role, address: string): Computer {
  const last = Number(address.split('.')[3]);
  const account = role === 'linux-server' ? 'root' : 'NT AUTHORITY\\SYSTEM';
  return { name, role, department: 'servers', address, address6: `2001:db8:20:ff::${last.toString(16)}`, account };
}

const portRandom = randomFor('ports');

/** A client's side of a connection, from the range Windows and Linux hand out. */
export function ephemeralPort(): number {
  return portRandom.between(49_152, 65_535);
}
