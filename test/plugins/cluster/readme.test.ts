import { cluster } from '@pivotkit/plugin-cluster';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test.each(cluster.verbs.map(({ name, columns }) => [name, columns] as const))(
  'README: the columns of %s are those declared',
  (name, columns) => expectReadmeColumns('cluster', name, columns),
);
