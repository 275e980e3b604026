import type { Cell } from '../table/index.ts';
import { compileExpression, ExpressionFault, type ParameterValues } from './expression/expression.ts';

export interface TemplateOptions {
  readonly parameters: ParameterValues;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const hole = /\$\{\{([^]*?)\}\}/g;

/**
 * Fills `${{ expression }}` in a text. A text that is nothing else becomes the value itself, of whatever type; inside a
 * text values are written out.
 * @throws ExpressionFault at the character of the text.
 */
export function fillTemplate(text: string, options: TemplateOptions): Cell {
  const whole = /^\s*\$\{\{([^]*?)\}\}\s*$/.exec(text);
  if (whole?.[1] !== undefined && !whole[1].includes('${{')) return valueOf(whole[1], text.indexOf('${{') + 3, options);
  return text.replaceAll(hole, (_, expression: string, offset: number) =>
    shownValue(valueOf(expression, offset + 3, options)),
  );
}

function valueOf(expression: string, start: number, { parameters, variables = {} }: TemplateOptions): Cell {
  try {
    return compileExpression(expression, { columns: [], parameters, variables }).evaluate(() => null);
  } catch (cause) {
    if (cause instanceof ExpressionFault) throw new ExpressionFault(cause.message, start + cause.offset);
    throw cause;
  }
}

/** A value as it stands inside a text; null is nothing. */
export function shownValue(value: Cell): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
