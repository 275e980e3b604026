import { readFileSync } from 'node:fs';
import { ioc } from '@pivotkit/plugin-ioc';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

pluginSuite({ test }, ioc, {
  readme: readFileSync('plugins/ioc/README.md', 'utf8'),
  pivots: {
    'ioc.extract': {
      known: { Process: ['curl http://evil.example.net/a', 'ping 8.8.8.8 & ping 1.1.1.1'] },
      unknown: { Process: ['notepad'] },
    },
    'ioc.extractText': {
      known: { Unknown: ['seen at 8[.]8.8.8', 'mail from x@example.org'] },
      unknown: { Unknown: ['nothing at all'] },
    },
    'ioc.extractUrl': {
      known: { Url: ['https://r.example/?u=http%3A%2F%2Fevil.example.net%2F', 'http://8.8.8.8/a'] },
    },
  },
  verbs: {
    'ioc.extract': {
      rows: [
        { commandLine: 'curl http://evil.example.net/a', n: 1 },
        { commandLine: null, n: 2 },
        { commandLine: 'ping 8.8.8.8', n: 3 },
      ],
      options: { columns: ['commandLine'] },
      wrongOptions: { columns: [] },
      needs: ['commandLine'],
    },
  },
});
