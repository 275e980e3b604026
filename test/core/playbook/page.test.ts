import { readFile } from 'node:fs/promises';
import { createSession } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { describe, expect, test } from 'vitest';
import { compilePlaybook } from '../../../core/src/playbook/index.ts';
import { stepSchemas } from '../../../core/src/playbook/schema.ts';

const page = await readFile('docs/playbooks.md', 'utf8');
const playbooks = [...page.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text = '']) => text);

describe('the page about playbooks', () => {
  test.each(playbooks.map((text) => [/name: (.*)/.exec(text)?.[1] ?? '', text]))('%s runs', async (_, text) => {
    await using session = await createSession({ plugins: [geolocation] });
    const playbook = await compilePlaybook(text.replaceAll(/^output:\n(?: .*\n)+|^output: .*\n/gm, ''), {
      file: 'docs/playbooks.md',
      folder: 'examples/playbooks',
      session,
      parameters: text.includes('country: {') ? { country: 'GR' } : {},
    });
    const { pipelines } = await playbook.run();
    expect(pipelines[0]?.rows).toBeGreaterThan(0);
  });

  test('names every kind of step', () => {
    for (const kind of Object.keys(stepSchemas)) expect(page).toContain(`\`${kind}: `);
  });
});
