import { readFileSync } from 'node:fs';
import { processTrees } from '@pivotkit/plugin-process';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const event = (i: number, name: string, id: string, parent: string) => ({
  Computer: 'WS1',
  EventID: 4688,
  SubjectUserName: 'ann',
  SubjectUserSid: 'S-1',
  SubjectLogonId: '0x1',
  NewProcessName: `C:\\w\\${name}`,
  NewProcessId: id,
  ProcessId: parent,
  ParentProcessName: 'C:\\w\\parent.exe',
  CommandLine: name,
  TimeGenerated: new Date(1_767_571_200_000 + i * 1_000),
});
const rows = [
  event(1, 'word.exe', '0x10', '0x1'),
  event(2, 'cmd.exe', '0x20', '0x10'),
  event(3, 'whoami.exe', '0x30', '0x20'),
];

// The pivots search tables of the configuration; session.test.ts asks them.
pluginSuite(
  { test },
  { ...processTrees, pivots: [] },
  {
    readme: readFileSync('plugins/process/README.md', 'utf8'),
    except: { 'verb-rows': 'parents that no event tells of are added' },
    verbs: {
      'process.tree': { rows, keepsRows: false },
      'process.related': { rows, options: { relation: 'leaves' }, keepsRows: false },
      'process.summary': { rows, keepsRows: false },
      'process.render': { rows, keepsRows: false },
    },
  },
);
