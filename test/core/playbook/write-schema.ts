import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { playbookJsonSchema } from '../../../core/src/playbook/json-schema.ts';

const path = 'docs/playbook.schema.json';

/** The file for editors, as it should be. */
export async function schemaText(): Promise<string> {
  return format(JSON.stringify(playbookJsonSchema()), { ...(await resolveConfig(path)), filepath: path });
}

// Run by itself it writes the file: npx node --conditions=pivotkit-source test/core/playbook/write-schema.ts
if (import.meta.main) await writeFile(path, await schemaText());

export const currentSchema = (): Promise<string> => readFile(path, 'utf8');
