import { readFileSync, writeFileSync } from 'node:fs';
import { columnsTable } from '@pivotkit/testkit';
import { plugin } from './suite.ts';

// Writes the table of each pivot's and verb's columns between its two marks in the README.
const file = new URL('../README.md', import.meta.url);
let readme = readFileSync(file, 'utf8');
for (const { name, columns } of [...plugin.pivots, ...plugin.verbs]) {
  const [before, rest = ''] = readme.split(`<!-- columns of ${name} -->`);
  const [, after] = rest.split('<!-- end -->');
  if (after === undefined) throw new Error(`The README has no '<!-- columns of ${name} --> … <!-- end -->'.`);
  const marked = `<!-- columns of ${name} -->\n\n${columnsTable(columns)}\n\n<!-- end -->`;
  readme = before + marked + rest.slice(rest.indexOf('<!-- end -->') + '<!-- end -->'.length);
}
writeFileSync(file, readme);
