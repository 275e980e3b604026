import { expect, test } from 'vitest';
import { stepSchemas } from '../../../core/src/playbook/schema.ts';
import { currentSchema, schemaText } from './write-schema.ts';

test('the schema for editors is the one the playbooks are checked by', async () => {
  // Write it with: npx node --conditions=pivotkit-source test/core/playbook/write-schema.ts
  expect(await currentSchema()).toBe(await schemaText());
});

test('every kind of step is described', async () => {
  const text = await currentSchema();
  for (const kind of Object.keys(stepSchemas)) expect(text).toContain(`"required": ["${kind}"`);
});
