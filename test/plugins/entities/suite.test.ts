import { readFileSync } from 'node:fs';
import { entities } from '@pivotkit/plugin-entities';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const rows = [
  { ip: '10.0.0.7', Account: 'corp\\ann', n: 1 },
  { ip: null, Account: null, n: 2 },
  { ip: '10[.]0.0.7', Account: 'CORP\\Ann', n: 3 },
];
const options = { columns: { ip: 'IpAddress', Account: 'Account' } };

pluginSuite({ test }, entities, {
  readme: readFileSync('plugins/entities/README.md', 'utf8'),
  verbs: {
    'entities.graph': { rows, options, wrongOptions: { relate: 'some' }, needs: ['ip', 'Account'] },
    'entities.nodes': { rows, options, wrongOptions: { relate: 'some' }, needs: ['ip', 'Account'] },
  },
});
