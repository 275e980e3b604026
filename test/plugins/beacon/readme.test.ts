import { beacon } from '@pivotkit/plugin-beacon';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test.each(beacon.verbs.map(({ name, columns }) => [name, columns] as const))(
  'README: the columns of %s are those declared',
  (name, columns) => expectReadmeColumns('beacon', name, columns),
);
