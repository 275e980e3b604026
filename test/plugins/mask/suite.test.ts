import { readFileSync } from 'node:fs';
import { mask } from '@pivotkit/plugin-mask';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

pluginSuite({ test }, mask, {
  readme: readFileSync('plugins/mask/README.md', 'utf8'),
  except: { 'verb-rows': 'cells are what it changes' },
  config: () => ({ key: 'a key for the suite' }),
  verbs: {
    'mask.data': {
      rows: [
        { Computer: 'srv7.corp.local', Account: 'CORP\\ann', n: 1 },
        { Computer: null, Account: null, n: 2 },
        { Computer: 'SRV7.corp.local', Account: 'NT AUTHORITY\\SYSTEM', n: 3 },
      ],
      options: { columns: { Account: 'account' } },
      wrongOptions: { others: 'some' },
      needs: ['Account'],
    },
  },
});
