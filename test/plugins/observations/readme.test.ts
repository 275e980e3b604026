import { observations } from '@pivotkit/plugin-observations';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

test('the README names the columns that are declared', () =>
  expectReadmeColumns('observations', 'observations.list', observations.verbs[1].columns));
