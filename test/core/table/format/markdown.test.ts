import { expect, test } from 'vitest';
import { Table, formatMarkdown } from '../../../../core/src/table/index.ts';

test('cells cannot become markup', () => {
  const rows = [
    { text: '<b>a|b</b> [x](http://evil.example) `c`\nd', n: 1, none: null },
    { text: 'b', n: 2, none: null },
  ];
  expect(formatMarkdown(Table.fromRows(rows), { maxRows: 1 })).toBe(
    '| text | n | none |\n| --- | --: | --- |\n' +
      String.raw`| &lt;b&gt;a\|b&lt;/b&gt; \[x\]\(http&#58;//evil.example\) \`c\` d | 1 | – |` +
      '\n\n… and 1 more rows\n',
  );
});
