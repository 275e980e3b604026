import { outliers } from '@pivotkit/plugin-outliers';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test.each(outliers.verbs.map(({ name, columns }) => [name, columns] as const))(
  'README: the columns of %s are those declared',
  (name, columns) => expectReadmeColumns('outliers', name, columns),
);
