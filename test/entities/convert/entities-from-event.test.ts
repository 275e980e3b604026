import { expect, test } from 'vitest';
import {
  accountFromEvent,
  entitiesFromEvent,
  fileFromEvent,
  hostFromEvent,
  ipAddressFromEvent,
  logonSessionFromEvent,
  processFromEvent,
} from '@pivotkit/entities';

const creation = {
  EventID: 4688,
  TimeGenerated: '2019-01-15 05:15:12',
  Computer: 'MSTICAlertsWin1.contoso.com',
  SubjectUserSid: 'S-1-5-18',
  SubjectUserName: 'MSTICAlertsWin1$',
  SubjectDomainName: 'WORKGROUP',
  SubjectLogonId: '0x3e7',
  NewProcessId: '0x1d8',
  NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
  TokenElevationType: '%%1936',
  ProcessId: '0xbc8',
  ParentProcessName: 'C:\\Windows\\System32\\services.exe',
  CommandLine: 'cmd /c dir',
  TargetUserSid: 'S-1-0-0',
  TargetUserName: '-',
  TargetDomainName: '-',
};

test('4688: a new process with image, account, host and parent', () => {
  const process = processFromEvent(creation);
  expect(process?.key).toBe('host=msticalertswin1.contoso.com|pid=472|created=2019-01-15T05:15:12.000Z');
  expect(process).toMatchObject({ elevationToken: 'Default', processName: 'cmd.exe', processNumber: 0x1d8 });
  expect(process?.account?.key).toBe('msticalertswin1\\S-1-5-18');
  expect(process?.parentProcess?.toString()).toBe('services.exe[0xbc8]');
  expect(process?.parentProcess?.creationTimeUtc).toBeUndefined();
  expect(fileFromEvent(creation, 'parent')?.name).toBe('services.exe');
});

test('4688: the target is the account where it is named', () => {
  const process = processFromEvent({
    ...creation,
    TargetUserSid: 'S-1-5-21-1-2-3-500',
    TargetUserName: 'bob',
    TargetDomainName: 'CONTOSO',
  });
  expect(process?.account?.qualifiedName).toBe('CONTOSO\\bob');
  expect(process?.parentProcess?.account?.qualifiedName).toBe('WORKGROUP\\MSTICAlertsWin1$');
});

test('4624: account, session and address', () => {
  const logon = {
    EventID: 4624,
    TimeCreatedUtc: '2019-01-15T05:15:12Z',
    Computer: 'srv1',
    SubjectUserSid: 'S-1-0-0',
    SubjectUserName: '-',
    TargetUserName: 'bob',
    TargetDomainName: 'CONTOSO',
    TargetUserSid: 'S-1-5-21-1-2-3-500',
    TargetLogonId: '0x1234',
    IpAddress: '10.0.3.5',
  };
  expect(accountFromEvent(logon, 'subject')).toBeUndefined();
  expect(accountFromEvent(logon, 'target')?.logonId).toBe('0x1234');
  expect(logonSessionFromEvent(logon)?.key).toBe('host=srv1|account=S-1-5-21-1-2-3-500|0x1234');
  expect(ipAddressFromEvent({ ...logon, IpAddress: '-' })).toBeUndefined();
  expect(entitiesFromEvent(logon).map(({ kind }) => kind)).toEqual([
    'Account',
    'HostLogonSession',
    'IpAddress',
    'Host',
  ]);
});

test('a process event of Defender', () => {
  const process = processFromEvent({
    DeviceName: 'srv1.contoso.com',
    DeviceId: 'd1',
    FileName: 'cmd.exe',
    FolderPath: 'C:\\Windows\\cmd.exe',
    SHA256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ProcessId: 12,
    ProcessCommandLine: 'cmd /c dir',
    ProcessCreationTime: '2024-01-01T00:00:00Z',
    AccountName: 'bob',
    AccountDomain: 'contoso',
    InitiatingProcessId: 7,
    InitiatingProcessFileName: 'explorer.exe',
  });
  expect(process?.imageFile).toMatchObject({ directory: 'C:\\Windows', name: 'cmd.exe' });
  expect([process?.processId, process?.account?.key, process?.parentProcess?.processName]).toEqual([
    '12',
    'contoso\\bob',
    'explorer.exe',
  ]);
});

test('an empty row names nothing', () => {
  expect(entitiesFromEvent({})).toEqual([]);
  expect(hostFromEvent({ Computer: '' })).toBeUndefined();
});
