import { readFileSync } from 'node:fs';
import { cmdline } from '@pivotkit/plugin-cmdline';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

pluginSuite({ test }, cmdline, {
  readme: readFileSync('plugins/cmdline/README.md', 'utf8'),
  pivots: {
    'cmdline.normalize': { known: { Process: ['cmd.exe /c ping 10.0.0.1', 'powershell -nop -w hidden'] } },
  },
  verbs: {
    'cmdline.normalize': {
      rows: [
        { CommandLine: 'cmd.exe /c ping 10.0.0.1', n: 1 },
        { CommandLine: null, n: 2 },
      ],
      options: { column: 'CommandLine' },
      needs: ['CommandLine'],
    },
  },
});
