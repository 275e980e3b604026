import { list, number, object, text, time } from '@pivotkit/core';

const notSaid = { nullWhen: 'the line does not say' } as const;

export const lineColumns = {
  TimeGenerated: time('When it was written', { nullWhen: 'the line has no time that can be' }),
  Facility: text('What wrote it: auth, daemon, cron …', notSaid),
  SeverityLevel: text('emerg, alert, crit, err, warning, notice, info or debug', notSaid),
  HostName: text('Where it was written', notSaid),
  ProcessName: text('Program that wrote it', notSaid),
  ProcessID: text('Its process id', notSaid),
  MessageID: text('Kind of message (RFC 5424)', notSaid),
  StructuredData: object('Parameters by element (RFC 5424)', notSaid),
  SyslogMessage: text('The message; the whole line where it cannot be read'),
  format: text('rfc5424, rfc3164 or unknown'),
};

export const sessionColumns = {
  User: text('Who opened it; whose it is, where nobody is named', { nullWhen: 'the log does not say' }),
  Target: text('As whom', { nullWhen: 'the log does not say' }),
  Service: text('sudo, sshd, su, cron …'),
  HostName: text('Where', { nullWhen: 'the table does not say' }),
  Start: time('When it was opened', { nullWhen: 'the log begins later' }),
  End: time('When it was closed', { nullWhen: 'the log ends before' }),
  duration: number('How long it was', { unit: 'seconds', range: [0, 1e12], nullWhen: 'begin or end is not known' }),
  Commands: list('Commands of sudo from its begin to its end, in their order'),
};

export const riskColumns = {
  risky_rules: list('Ids of the rules that the command matches'),
  attack_techniques: list('Their techniques of MITRE ATT&CK, each once'),
  risk: text('Highest severity of these rules: high, medium or low', { nullWhen: 'no rule matches' }),
};

export const burstColumns = {
  HostName: text('Where', { nullWhen: 'the table does not say' }),
  Start: time('First event'),
  End: time('Last event'),
  duration: number('Between them', { unit: 'seconds', range: [0, 1e12] }),
  events: number('Number of events', { unit: 'events', range: [1, 1e9] }),
  Commands: list('The commands, in their order'),
};

export const hostColumns = {
  HostName: text('The host', { nullWhen: 'the table does not say' }),
  addresses: list('Its addresses, where the table has them'),
  first: time('First event', { nullWhen: 'no event has a time' }),
  last: time('Last event', { nullWhen: 'no event has a time' }),
  events: number('Number of events', { unit: 'events', range: [0, 1e9] }),
  applications: list('Programs that wrote them, sorted'),
  users: list('Users who opened sessions, sorted'),
  warnings: number('Events of severity warning or worse', { unit: 'events', range: [0, 1e9] }),
};
