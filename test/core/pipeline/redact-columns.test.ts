import { Table } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../core/src/io/redact.ts';
import { redactColumns } from '../../../core/src/pipeline/redact-columns.ts';
import type { Column, Vector } from '../../../core/src/table/index.ts';

const redactor = new Redactor();
redactor.add('s3cr3t-value');

const spec = { type: 'text', description: '' } as const;
const texts: Vector = { kind: 'cells', cells: ['a s3cr3t-value', null, 'plain'] };

describe('columns that a plugin made', () => {
  test('hold no secrets; others stay as they came', () => {
    const table = Table.of([
      ['made', { spec, vector: texts }],
      ['came', { spec, vector: texts }],
    ]);
    const shown = redactColumns(table, ['made'], redactor);
    expect(shown.cells('made')).toEqual(['a ‹secret›', null, 'plain']);
    expect(shown.cells('came')).toEqual(['a s3cr3t-value', null, 'plain']);
  });

  test('one that is made when it is read is not made before, and holds no secret then', () => {
    let made = 0;
    const late: Column = {
      spec,
      get vector() {
        made++;
        return texts;
      },
    };
    const shown = redactColumns(new Table({ size: 3, columns: new Map([['late', late]]) }), ['late'], redactor);
    expect([shown.size, made]).toEqual([3, 0]);
    expect([shown.cells('late')[0], shown.cell(0, 'late'), made]).toEqual(['a ‹secret›', 'a ‹secret›', 1]);
  });
});
