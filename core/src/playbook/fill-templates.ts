import type { Path, PlaybookDocument } from './document.ts';
import { ExpressionFault, type ParameterValues } from './expression/expression.ts';
import type { PlaybookProblem } from './problem.ts';
import { fillTemplate } from './template.ts';

/** What holds expressions of its own, or is filled only at the end. */
const isExpression = (path: Path): boolean =>
  ['filter', 'derive'].includes(String(path.at(-1))) || ['parameters', 'summary'].includes(String(path[0]));

/** The playbook with every `${{ … }}` filled in from the parameters; problems go to the list. */
export function fillTemplates(
  document: PlaybookDocument,
  parameters: ParameterValues,
  problems: PlaybookProblem[],
): unknown {
  const fill = (value: unknown, path: Path): unknown => {
    if (isExpression(path)) return value;
    if (typeof value === 'string' && value.includes('${{')) return fillText(value, path);
    if (Array.isArray(value)) return value.map((item, i) => fill(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner, [...path, name])]));
  };
  const fillText = (text: string, path: Path): unknown => {
    try {
      return fillTemplate(text, { parameters });
    } catch (cause) {
      if (!(cause instanceof ExpressionFault)) throw cause;
      problems.push({ ...document.within(path, cause.offset), message: cause.message });
      return text;
    }
  };
  return fill(document.value, []);
}
