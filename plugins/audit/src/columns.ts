import { list, number, text, time } from '@pivotkit/core';

const notSaid = { nullWhen: 'no record of the event says it' } as const;
const noId = { nullWhen: 'no record says it, or it is not set (4294967295)' } as const;
const noExec = { nullWhen: 'no program was started' } as const;
const unread = { nullWhen: 'the line cannot be read' } as const;

/** Columns of events: names of the audit system, and of its namesakes elsewhere. */
export const auditColumns = {
  mssg_id: text('Seconds, milliseconds and serial number of the event', unread),
  TimeGenerated: time('When it happened', unread),
  EventType: text('Type of the first record; SYSCALL_EXECVE where a program was started', unread),
  Computer: text('The node that the log names', { nullWhen: 'the log names none' }),
  types: list('Types of all records, in their order'),
  pid: number('Process', { unit: 'id', ...notSaid }),
  ppid: number('Its parent', { unit: 'id', ...notSaid }),
  auid: number('User who logged on', { unit: 'id', ...noId }),
  uid: number('User', { unit: 'id', ...noId }),
  euid: number('Effective user', { unit: 'id', ...noId }),
  gid: number('Group', { unit: 'id', ...noId }),
  egid: number('Effective group', { unit: 'id', ...noId }),
  ses: number('Session of the logon', { unit: 'id', ...noId }),
  exe: text('Program', notSaid),
  comm: text('Name of the process, at most 15 characters', notSaid),
  cmdline: text('Arguments of a program that was started, joined by blanks', noExec),
  args: list('The same, one by one', noExec),
  argc: number('Number of arguments that the kernel counted', { unit: 'arguments', ...noExec }),
  cwd: text('Working directory', notSaid),
  proctitle: text('Command line as the process shows it, at most 128 bytes', notSaid),
  cmd: text('Command of sudo', notSaid),
  syscall: text('Number of the system call', notSaid),
  success: text('Whether the system call succeeded: yes or no', notSaid),
  exit: text('What it gave back', notSaid),
  key: text('Key of the rule that asked for the record', notSaid),
  tty: text('Terminal of the process', notSaid),
  terminal: text('Terminal that the program names', notSaid),
  acct: text('Account', notSaid),
  op: text('What was done', notSaid),
  res: text('How it went: success or failed, 1 or 0', notSaid),
  hostname: text('Remote host', notSaid),
  addr: text('Its address', notSaid),
  paths: list('Files: `{ name, nametype, mode, ouid, ogid, inode }`'),
  records: list('All records: `{ type, fields }`, values decoded'),
  problem: text('What cannot be read, with the line', { nullWhen: 'everything can' }),
};
