import { readFileSync } from 'node:fs';
import { audit } from '@pivotkit/plugin-audit';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const record = (serial: number, rest: string): string =>
  `type=${rest.replace('ID', `msg=audit(1551485405.594:${serial}):`)}`;

const lines = [
  record(
    1,
    'SYSCALL ID arch=c000003e syscall=59 success=yes exit=0 ppid=10 pid=11 auid=1000 uid=0 comm="sh" exe="/bin/sh"',
  ),
  record(1, 'EXECVE ID argc=3 a0="sh" a1="-c" a2=6964202D61'),
  record(1, 'CWD ID cwd="/root"'),
  record(2, 'USER_AUTH ID pid=12 uid=0 auid=1000 msg=\'op=PAM:auth acct="ann" exe="/usr/bin/sudo" res=failed\''),
  'no record at all',
].map((line) => ({ line }));

pluginSuite({ test }, audit, {
  readme: readFileSync('plugins/audit/README.md', 'utf8'),
  verbs: { 'audit.parse': { rows: lines, needs: ['line'], keepsRows: false } },
});
