import { z } from 'zod';

/** What columns of process events say; names as those of the peer, in camelCase. */
export const schemaRoles = [
  'processName',
  'processId',
  'parentId',
  'timeStamp',
  'cmdLine',
  'parentName',
  'parentTimeStamp',
  'grandparentName',
  'grandparentId',
  'grandparentTimeStamp',
  'processGuid',
  'parentGuid',
  'userName',
  'userId',
  'logonId',
  'targetLogonId',
  'hostNameColumn',
  'eventIdColumn',
] as const;

export type SchemaRole = (typeof schemaRoles)[number];

const column = z.string().min(1);

/** A map of one's own: which column plays which role. */
export const customSchema = z.strictObject({
  processName: column,
  processId: column,
  parentId: column,
  timeStamp: column,
  cmdLine: column.optional(),
  /** Image of the parent; with it a parent must agree in name and id. */
  parentName: column.optional(),
  /** Creation of the parent; with it the parent is the process of exactly that name, id and time. */
  parentTimeStamp: column.optional(),
  grandparentName: column.optional(),
  grandparentId: column.optional(),
  grandparentTimeStamp: column.optional(),
  /** Ids that are never used twice; with both the parent is found by them first. */
  processGuid: column.optional(),
  parentGuid: column.optional(),
  userName: column.optional(),
  userId: column.optional(),
  logonId: column.optional(),
  targetLogonId: column.optional(),
  /** Processes of different hosts are never related. */
  hostNameColumn: column.optional(),
  /** Rows with other values in this column are no process creations. */
  eventIdColumn: column.optional(),
  eventIdIdentifier: z.union([z.string(), z.number()]).optional(),
  pathSeparator: z.enum(['\\', '/']).default('\\'),
});

/** Columns of one table by role. */
export type ProcessSchema = z.output<typeof customSchema>;

/** A form of process events that is known: for each role the columns that play it, the first that exists counts. */
export interface KnownSchema {
  readonly columns: { readonly [R in SchemaRole]?: readonly string[] };
  readonly pathSeparator: '\\' | '/';
  readonly eventIds?: readonly string[];
}

export const schemaNames = ['sysmon', 'windows', 'auditd', 'mde', 'mdeInternal', 'osquery'] as const;
export type SchemaName = (typeof schemaNames)[number];

const windowsTimes = ['TimeGenerated', 'TimeCreated', '@timestamp', 'EventTime', 'TimeCreatedUtc'];
const windowsHosts = ['Computer', 'Hostname', 'winlog.computer_name', 'host.name', 'DeviceName'];
const windowsEventIds = ['EventID', 'EventId', 'winlog.event_id'];

/** A field of an event's data: as OTRF's data sets and Sentinel write it, or Winlogbeat, its objects flattened (exported fields, read 2026-11-28). */
const eventData = (...names: readonly string[]): string[] => [
  ...names,
  ...names.map((name) => `winlog.event_data.${name}`),
];

/** In the order in which they are tried; of those that fit, the one with most roles is taken. */
export const knownSchemas: Readonly<Record<SchemaName, KnownSchema>> = {
  // Sysmon event 1, "Process creation": learn.microsoft.com/sysinternals/downloads/sysmon, read 2026-11-28.
  sysmon: {
    columns: {
      processName: eventData('Image'),
      processId: eventData('ProcessId'),
      parentId: eventData('ParentProcessId'),
      timeStamp: [...eventData('UtcTime'), ...windowsTimes],
      cmdLine: eventData('CommandLine'),
      parentName: eventData('ParentImage'),
      processGuid: eventData('ProcessGuid'),
      parentGuid: eventData('ParentProcessGuid'),
      userName: eventData('User'),
      logonId: eventData('LogonId'),
      hostNameColumn: windowsHosts,
      eventIdColumn: windowsEventIds,
    },
    pathSeparator: '\\',
    eventIds: ['1'],
  },
  // Security event 4688, "A new process has been created": learn.microsoft.com, Audit Process Creation, read 2026-11-28.
  windows: {
    columns: {
      processName: eventData('NewProcessName'),
      processId: eventData('NewProcessId'),
      parentId: eventData('ProcessId', 'CreatorProcessId'),
      timeStamp: windowsTimes,
      cmdLine: eventData('CommandLine'),
      parentName: eventData('ParentProcessName', 'CreatorProcessName'),
      userName: eventData('SubjectUserName'),
      userId: eventData('SubjectUserSid'),
      logonId: eventData('SubjectLogonId'),
      targetLogonId: eventData('TargetLogonId'),
      hostNameColumn: windowsHosts,
      eventIdColumn: windowsEventIds,
    },
    pathSeparator: '\\',
    eventIds: ['4688'],
  },
  // SYSCALL and EXECVE records of the Linux audit system put together, as `audit.parse` gives them.
  auditd: {
    columns: {
      processName: ['exe'],
      processId: ['pid'],
      parentId: ['ppid'],
      timeStamp: ['TimeGenerated', 'TimeStamp', 'timestamp'],
      cmdLine: ['cmdline'],
      userName: ['acct'],
      userId: ['auid'],
      logonId: ['ses'],
      hostNameColumn: ['Computer', 'node'],
      eventIdColumn: ['EventType'],
    },
    pathSeparator: '/',
    eventIds: ['SYSCALL_EXECVE'],
  },
  // DeviceProcessEvents of Microsoft Defender XDR: learn.microsoft.com, advanced hunting schema, read 2026-11-28.
  mde: {
    columns: {
      processName: ['FileName'],
      processId: ['ProcessId'],
      parentId: ['InitiatingProcessId'],
      timeStamp: ['ProcessCreationTime'],
      cmdLine: ['ProcessCommandLine'],
      parentName: ['InitiatingProcessFileName'],
      parentTimeStamp: ['InitiatingProcessCreationTime'],
      grandparentName: ['InitiatingProcessParentFileName'],
      grandparentId: ['InitiatingProcessParentId'],
      grandparentTimeStamp: ['InitiatingProcessParentCreationTime'],
      userName: ['AccountName'],
      userId: ['AccountSid'],
      logonId: ['LogonId'],
      hostNameColumn: ['DeviceName', 'DeviceId'],
    },
    pathSeparator: '\\',
  },
  mdeInternal: {
    columns: {
      processName: ['CreatedProcessName'],
      processId: ['CreatedProcessId'],
      parentId: ['InitiatingProcessId', 'CreatedProcessParentId'],
      timeStamp: ['CreatedProcessCreationTime'],
      cmdLine: ['CreatedProcessCommandLine'],
      parentName: ['InitiatingProcessName', 'CreatedProcessParentName'],
      parentTimeStamp: ['InitiatingProcessCreationTime', 'CreatedProcessParentCreationTimeUtc'],
      grandparentName: ['InitiatingProcessParentProcessName'],
      grandparentId: ['InitiatingProcessParentProcessId'],
      grandparentTimeStamp: ['InitiatingProcessParentCreationTime'],
      userName: ['CreatedProcessAccountName'],
      userId: ['CreatedProcessAccountSid'],
      logonId: ['LogonId', 'InitiatingProcessLogonId'],
      hostNameColumn: ['ComputerDnsName'],
    },
    pathSeparator: '\\',
  },
  // Table process_events: osquery.io/schema, read 2026-11-28; rows of a log flattened to its columns.
  osquery: {
    columns: {
      processName: ['path'],
      processId: ['pid'],
      parentId: ['parent'],
      timeStamp: ['time', 'unixTime', 'start_time'],
      cmdLine: ['cmdline'],
      userName: ['username'],
      userId: ['uid'],
      hostNameColumn: ['hostIdentifier'],
    },
    pathSeparator: '/',
  },
};

export const requiredRoles = ['processName', 'processId', 'parentId', 'timeStamp'] as const;
