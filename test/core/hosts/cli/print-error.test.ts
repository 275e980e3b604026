import { PivotKitError } from '@pivotkit/core';
import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import { printError } from '../../../../core/src/hosts/cli/print-error.ts';
import type { Terminal } from '../../../../core/src/hosts/cli/terminal.ts';

function said(error: unknown, isDebug = false): { readonly code: number; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const err = createColors(false);
  const terminal: Pick<Terminal, 'err' | 'say'> = { err, say: (line) => void lines.push(line) };
  return { code: printError(error, terminal, isDebug), lines };
}

describe('an error says its code, what is wrong, and what to do', () => {
  test('as the catalogue has it', () => {
    expect(said(new PivotKitError('PIVOT_UNKNOWN', { pivot: 'ip.a', suggestion: "Did you mean 'ip.b'?" }))).toEqual({
      code: 2,
      lines: ["PIVOT_UNKNOWN  There is no pivot 'ip.a'.", "  → Did you mean 'ip.b'?"],
    });
  });

  test('without a hint where there is none', () => {
    expect(said(new PivotKitError('SECRET_UNAVAILABLE', { name: 'x', problem: 'the command failed' }))).toEqual({
      code: 1,
      lines: ["SECRET_UNAVAILABLE  The secret 'x' cannot be had: the command failed."],
    });
  });

  test('as a fault of ours when it is none of ours', () => {
    const { code, lines } = said(new TypeError('x is not a function'));
    expect({ code, first: lines[0] }).toEqual({
      code: 1,
      first: 'INTERNAL  PivotKit has a fault of its own: x is not a function.',
    });
    expect(lines.at(-1)).toContain('--debug');
  });

  test('with its causes for --debug', () => {
    const cause = new AggregateError([new Error('first')], 'several', { cause: 'the root' });
    const { lines } = said(new PivotKitError('INTERNAL', { problem: 'x' }, { cause }), true);
    const text = lines.join('\n');
    for (const part of ['caused by:', 'several', 'Error: first', "'the root'"]) expect(text).toContain(part);
  });

  test('and nothing of the data acts on the terminal', () => {
    expect(said(new PivotKitError('FILE_NOT_FOUND', { path: '\u001b[31m\u0007' })).lines[0]).toContain("'␛[31m␇'");
  });
});
