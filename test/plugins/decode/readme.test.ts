import { decode } from '@pivotkit/plugin-decode';
import { test } from 'vitest';
import { expectReadmeColumns } from '../../support/readme-columns.ts';

const [pivot] = decode.pivots;
const [verb] = decode.verbs;

test.each([
  ['decode.base64', pivot.columns],
  ['the verb decode.base64', verb.columns],
] as const)('README: the columns of %s are those declared', (name, columns) =>
  expectReadmeColumns('decode', name, columns),
);
