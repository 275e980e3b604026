/** Columns of one schema of events that say what an attribute is; the first that has a value holds. */
export type Columns = Readonly<Record<string, readonly string[]>>;

/** Where a schema of events keeps its entities. A role is a person's or a process's part in the event. */
export interface EventColumns {
  readonly account: Readonly<Record<'subject' | 'target', Columns>>;
  readonly process: Readonly<Record<'new' | 'parent', Columns>>;
  readonly file: Readonly<Record<'new' | 'parent', Columns>>;
  readonly host: Columns;
  readonly session: Columns;
}

const host: Columns = {
  hostName: ['Computer', 'DeviceName', 'HostName', 'Hostname'],
  dnsDomain: ['DnsDomain'],
  ntDomain: ['HostNTDomain'],
  netBiosName: ['NetBiosName'],
  deviceId: ['DeviceId'],
  omsAgentId: ['OMSAgentID', 'SourceComputerId'],
  azureId: ['_ResourceId'],
  osFamily: ['OSFamily'],
  osVersion: ['OSVersion'],
};

/** Security log of Windows (4624, 4688 and their like) as log stores name its columns. */
const windowsEvents: EventColumns = {
  account: {
    subject: {
      name: ['SubjectUserName', 'SubjectAccount'],
      ntDomain: ['SubjectDomainName'],
      sid: ['SubjectUserSid'],
      logonId: ['SubjectLogonId'],
    },
    target: {
      name: ['TargetUserName', 'TargetAccount', 'AccountName', 'Account'],
      ntDomain: ['TargetDomainName', 'AccountDomain'],
      sid: ['TargetUserSid', 'AccountSid'],
      logonId: ['TargetLogonId'],
      aadTenantId: ['AadTenantId'],
      aadUserId: ['AadUserId'],
      puid: ['PUID'],
      displayName: ['DisplayName'],
      upnSuffix: ['UPNSuffix'],
    },
  },
  process: {
    new: {
      processId: ['NewProcessId'],
      commandLine: ['CommandLine'],
      creationTimeUtc: ['TimeCreatedUtc', 'TimeGenerated'],
      elevationToken: ['TokenElevationType', 'ElevationToken'],
    },
    parent: { processId: ['ProcessId', 'CreatorProcessId'], commandLine: ['ParentCommandLine'] },
  },
  file: {
    new: { fullPath: ['NewProcessName'] },
    parent: { fullPath: ['ParentProcessName', 'CreatorProcessName', 'ProcessName'] },
  },
  host,
  session: { sessionId: ['TargetLogonId'], startTimeUtc: ['TimeCreatedUtc', 'TimeGenerated'] },
};

/** Tables `Device…Events` of Microsoft Defender, advanced hunting schema, read 2026-11-20. */
const defenderEvents: EventColumns = {
  account: {
    subject: {
      name: ['InitiatingProcessAccountName'],
      ntDomain: ['InitiatingProcessAccountDomain'],
      sid: ['InitiatingProcessAccountSid'],
      aadUserId: ['InitiatingProcessAccountObjectId'],
    },
    target: {
      name: ['AccountName'],
      ntDomain: ['AccountDomain'],
      sid: ['AccountSid'],
      aadUserId: ['AccountObjectId'],
      logonId: ['LogonId'],
    },
  },
  process: {
    new: {
      processId: ['ProcessId'],
      commandLine: ['ProcessCommandLine'],
      creationTimeUtc: ['ProcessCreationTime'],
      elevationToken: ['ProcessTokenElevation'],
    },
    parent: {
      processId: ['InitiatingProcessId'],
      commandLine: ['InitiatingProcessCommandLine'],
      creationTimeUtc: ['InitiatingProcessCreationTime'],
      elevationToken: ['InitiatingProcessTokenElevation'],
    },
  },
  file: {
    new: {
      name: ['FileName'],
      fullPath: ['FolderPath'],
      md5: ['MD5'],
      sha1: ['SHA1'],
      sha256: ['SHA256'],
      sizeInBytes: ['FileSize'],
    },
    parent: {
      name: ['InitiatingProcessFileName'],
      fullPath: ['InitiatingProcessFolderPath'],
      md5: ['InitiatingProcessMD5'],
      sha1: ['InitiatingProcessSHA1'],
      sha256: ['InitiatingProcessSHA256'],
      sizeInBytes: ['InitiatingProcessFileSize'],
    },
  },
  host,
  session: { sessionId: ['LogonId'], startTimeUtc: ['Timestamp', 'TimeGenerated'] },
};

/** The schema a row is written in. */
export function eventColumns(row: Readonly<Record<string, unknown>>): EventColumns {
  const isDefender = 'InitiatingProcessId' in row || 'InitiatingProcessFileName' in row || 'ProcessCommandLine' in row;
  return isDefender ? defenderEvents : windowsEvents;
}
