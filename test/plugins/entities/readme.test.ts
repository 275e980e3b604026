import { entities } from '@pivotkit/plugin-entities';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test.each(entities.verbs.map(({ name, columns }) => [name, columns] as const))(
  'README: the columns of %s are those declared',
  (name, columns) => expectReadmeColumns('entities', name, columns),
);
