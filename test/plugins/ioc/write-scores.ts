// Writes precision and recall into the README: node --conditions=pivotkit-source test/plugins/ioc/write-scores.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { corpus } from './corpus.ts';
import { heldOut } from './held-out.ts';
import { scoresTable } from './scores.ts';

const path = 'plugins/ioc/README.md';
const text = readFileSync(path, 'utf8');
const mark = '<!-- scores -->\n';
const [before = '', after = ''] = text.split(mark);
writeFileSync(
  path,
  `${before}${mark}\n${scoresTable(corpus, heldOut)}\n\n${after.slice(after.indexOf('<!-- end -->'))}`,
);
