import { readFileSync } from 'node:fs';
import { syslog } from '@pivotkit/plugin-syslog';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const events = [
  'ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/cat /etc/shadow',
  'pam_unix(sudo:session): session opened for user root by ann(uid=0)',
  'pam_unix(sudo:session): session closed for user root',
].map((SyslogMessage, i) => ({
  TimeGenerated: new Date(1_767_571_200_000 + 1_000 * i),
  HostName: 'web',
  ProcessName: 'sudo',
  SeverityLevel: 'notice',
  SyslogMessage,
  Command: i === 0 ? '/bin/cat /etc/shadow' : '/bin/ls',
}));

pluginSuite({ test }, syslog, {
  readme: readFileSync('plugins/syslog/README.md', 'utf8'),
  verbs: {
    'syslog.lines': {
      rows: [
        '<34>1 2026-01-05T22:14:15.003Z web su - ID47 - failed',
        'Jan  5 10:00:00 web sshd[812]: Accepted',
        'x',
      ].map((line) => ({ line })),
      options: { notAfter: new Date('2026-03-01T00:00:00Z') },
      needs: ['line'],
    },
    'syslog.sessions': { rows: events, needs: ['TimeGenerated', 'SyslogMessage'], keepsRows: false },
    'syslog.risky': { rows: events, options: { commandCol: 'Command' }, needs: ['Command'] },
    'syslog.bursts': { rows: events, options: { time: 60, events: 2 }, needs: ['TimeGenerated'], keepsRows: false },
    'syslog.hostSummary': { rows: events, needs: ['TimeGenerated'], keepsRows: false },
  },
});
