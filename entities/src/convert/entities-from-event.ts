import { Account } from '../account.ts';
import type { Entity } from '../entity.ts';
import { File } from '../file.ts';
import { HostLogonSession } from '../host-logon-session.ts';
import { Host } from '../host.ts';
import { IpAddress } from '../ip-address.ts';
import { Process } from '../process.ts';
import { entityFromWire } from './entity-from-wire.ts';
import type { Columns } from './event-columns.ts';
import { eventColumns } from './event-columns.ts';

/** A row of an event table: the security log of Windows (4624, 4688 …) or `Device…Events` of Defender. */
export type EventRow = Readonly<Record<string, unknown>>;

/** Who did it (`subject`) or whom it was done to or started as (`target`). */
export type AccountRole = 'subject' | 'target';

/** The process that was started (`new`) or the one that started it (`parent`). */
export type ProcessRole = 'new' | 'parent';

/** The computer the event happened on; undefined when the row names none. */
export function hostFromEvent(row: EventRow): Host | undefined {
  return read(Host, pick(row, eventColumns(row).host));
}

/** The account of a role, with the host; undefined when the row names none (`-`, the null SID `S-1-0-0`). */
export function accountFromEvent(row: EventRow, role: AccountRole = 'subject'): Account | undefined {
  const account = pick(row, eventColumns(row).account[role]);
  const isNamed = ['name', 'sid', 'aadUserId'].some((name) => account[name] !== undefined);
  return isNamed ? read(Account, { ...account, host: hostFromEvent(row) }) : undefined;
}

/** The image file of the process of a role; undefined when the row names none. */
export function fileFromEvent(row: EventRow, role: ProcessRole = 'new'): File | undefined {
  const file = pick(row, eventColumns(row).file[role]);
  return Object.keys(file).length === 0 ? undefined : read(File, { ...file, host: hostFromEvent(row) });
}

/**
 * The process of a role with image file, account and host; a new one also with its parent and logon session.
 * The account of a new process is the target where the event names one (the process was started as another user), else
 * the subject. Undefined when the row has neither process id, image nor command line.
 */
export function processFromEvent(row: EventRow, role: ProcessRole = 'new'): Process | undefined {
  const own = pick(row, eventColumns(row).process[role]);
  const imageFile = fileFromEvent(row, role);
  if (own['processId'] === undefined && own['commandLine'] === undefined && imageFile === undefined) return undefined;
  const shared = { ...own, imageFile, host: hostFromEvent(row) };
  if (role === 'parent') return read(Process, { ...shared, account: accountFromEvent(row, 'subject') });
  return read(Process, {
    ...shared,
    account: accountFromEvent(row, 'target') ?? accountFromEvent(row, 'subject'),
    parentProcess: processFromEvent(row, 'parent'),
  });
}

/** The address the event came from; undefined when the row names none. */
export function ipAddressFromEvent(row: EventRow): IpAddress | undefined {
  const { address } = pick(row, { address: ['IpAddress', 'RemoteIP', 'Address', 'SourceIP', 'SrcIpAddr'] });
  const parsed = typeof address === 'string' ? IpAddress.parse(address) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

/** The logon session of the target account; undefined when the row names none. */
export function logonSessionFromEvent(row: EventRow): HostLogonSession | undefined {
  const session = pick(row, eventColumns(row).session);
  if (session['sessionId'] === undefined) return undefined;
  return read(HostLogonSession, { ...session, account: accountFromEvent(row, 'target'), host: hostFromEvent(row) });
}

/** Everything the event names, each thing once, the most specific first: process, file, accounts, session, address, host. */
export function entitiesFromEvent(row: EventRow): Entity[] {
  const found = [
    processFromEvent(row, 'new'),
    processFromEvent(row, 'parent'),
    fileFromEvent(row, 'new'),
    accountFromEvent(row, 'subject'),
    accountFromEvent(row, 'target'),
    logonSessionFromEvent(row),
    ipAddressFromEvent(row),
    hostFromEvent(row),
  ].filter((entity) => entity !== undefined);
  return [...new Map(found.map((entity) => [`${entity.kind} ${entity.key}`, entity])).values()];
}

function pick(row: EventRow, columns: Columns): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [attribute, names] of Object.entries(columns)) {
    const column = names.find((name) => isSaid(row[name]));
    if (column !== undefined) picked[attribute] = row[column];
  }
  return picked;
}

/** Windows writes `-` and the null SID where an event has nobody to name. */
function isSaid(cell: unknown): boolean {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return false;
  return typeof cell !== 'string' || !['', '-', 'S-1-0-0', 'N/A'].includes(cell.trim());
}

/** Cells in any form of the wire; what is no value of the attribute is kept as additional data. */
function read<E extends Entity>(
  cls: { readonly kind: E['kind']; new (attributes: never): E },
  attributes: object,
): E | undefined {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  const { value } = entityFromWire({ ...Object.fromEntries(given), Type: cls.kind });
  const isOfClass = (entity: Entity): entity is E => entity instanceof cls;
  return isOfClass(value) ? value : undefined;
}
