import { readFileSync } from 'node:fs';
import { sequence } from '@pivotkit/plugin-sequence';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const events = Array.from({ length: 12 }, (_, i) => ({
  user: i % 3 === 0 ? 'ann' : 'bob',
  op: ['Get-User', 'Set-User', 'Get-Role'][i % 4] ?? 'New-Rule',
  t: new Date(1_767_571_200_000 + i * 90_000),
}));
const whose = { userIdentifierCols: 'user', timeCol: 't' };
const sessions = [
  ['a', 'b'],
  ['a', 'b', 'c'],
  ['c', 'a'],
].map((list) => ({ events: list }));

pluginSuite({ test }, sequence, {
  readme: readFileSync('plugins/sequence/README.md', 'utf8'),
  verbs: {
    'sequence.sessionize': {
      rows: events,
      options: { ...whose, eventCol: 'op' },
      needs: ['user', 'op', 't'],
      keepsRows: false,
    },
    'sequence.mark': { rows: events, options: whose, needs: ['user', 't'] },
    'sequence.train': { rows: sessions, options: { sessionColumn: 'events' }, needs: ['events'], keepsRows: false },
    'sequence.score': { rows: sessions, options: { sessionColumn: 'events' }, needs: ['events'] },
  },
});
