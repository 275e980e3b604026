import { alerts } from '@pivotkit/plugin-alerts';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test.each(alerts.verbs.map(({ name, columns }) => [name, columns] as const))(
  'README: the columns of %s are those declared',
  (name, columns) => expectReadmeColumns('alerts', name, columns),
);
