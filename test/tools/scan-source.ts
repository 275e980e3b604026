/** A string or template literal in a source text; a template's `text` stops at each `${…}` and goes on after it. */
export interface SourceString {
  readonly start: number;
  readonly line: number;
  readonly text: string;
}

/** A source text taken apart: what is code, and what only stands in quotes. */
export interface ScannedSource {
  /** The text with comments, string contents and regular expressions blanked; offsets and line breaks are as before. */
  readonly code: string;
  readonly strings: readonly SourceString[];
}

export interface SourceImport {
  readonly specifier: string;
  readonly line: number;
  /** The statement as written, on one line. */
  readonly statement: string;
  /** `augment` is `declare module '…'`: types flow to that module, nothing is loaded. */
  readonly kind: 'value' | 'type' | 'augment';
}

/** Where a regular expression may start: after an operator, an opening bracket or one of these words, never after a value. */
const beforeRegularExpression =
  /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))\s*$/;

/**
 * Tells code from comments, strings and regular expressions in TypeScript. TypeScript 7 has no JavaScript API, and the
 * checks need no more than this. Known limit: a regular expression right after `)` is read as a division.
 */
export function scanSource(source: string): ScannedSource {
  const strings: SourceString[] = [];
  const lineOf = lineFinder(source);
  const code: string[] = [];
  // One entry per template literal that is open: how many braces are open inside its current `${…}`.
  const templates: number[] = [];
  let i = 0;

  const blankTo = (end: number): void => {
    code.push(source.slice(i, end).replaceAll(/[^\n]/g, ' '));
    i = end;
  };
  const quoted = (closing: RegExp): void => {
    const start = i;
    closing.lastIndex = i + 1;
    const match = closing.exec(source);
    const end = match === null ? source.length : closing.lastIndex;
    const closer = match?.[0] ?? '';
    strings.push({ start, line: lineOf(start), text: unescape(source.slice(start + 1, end - closer.length)) });
    code.push(source.charAt(start));
    i = start + 1;
    blankTo(end - closer.length);
    code.push(closer);
    i = end;
    if (closer === '${') templates.push(0);
  };
  const one = (): void => {
    code.push(source.charAt(i));
    i += 1;
  };

  while (i < source.length) {
    const char = source.charAt(i);
    const two = source.slice(i, i + 2);
    const open = templates.at(-1);
    if (two === '//') blankTo(endOf(source, '\n', i) - 1);
    else if (two === '/*') blankTo(endOf(source, '*/', i + 2));
    else if (char === "'") quoted(/(?<!(?<!\\)(?:\\\\)*\\)'/g);
    else if (char === '"') quoted(/(?<!(?<!\\)(?:\\\\)*\\)"/g);
    else if (char === '`') quoted(/(?<!(?<!\\)(?:\\\\)*\\)(?:`|\$\{)/g);
    else if (char === '/' && beforeRegularExpression.test(code.join('').slice(-40)))
      blankTo(endOfRegularExpression(source, i));
    else if (char === '}' && open === 0) {
      templates.pop();
      quoted(/(?<!(?<!\\)(?:\\\\)*\\)(?:`|\$\{)/g);
    } else {
      if (open !== undefined && char === '{') templates[templates.length - 1] = open + 1;
      if (open !== undefined && char === '}') templates[templates.length - 1] = open - 1;
      one();
    }
  }
  return { code: code.join(''), strings };
}

const importStatement =
  /\bimport\s+(type\s+(?!from\b)|)((?:[\w$]+\s*,?\s*)?(?:\{[^}]*\}|\*\s*as\s+[\w$]+)?)\s*from\s*(['"])/g;
const exportStatement = /\bexport\s+(type\s+|)(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(['"])/g;
const bareImport = /\bimport\s*(['"])/g;
const importCall = /(\btypeof\s+|)\bimport\s*\(\s*(['"])/g;
const moduleDeclaration = /\bdeclare\s+module\s*(['"])/g;

/** Every module a source names, in order: imports, re-exports, `import()`, types of the form `import('…')`, augmentations. */
export function importsOf(source: string): readonly SourceImport[] {
  const { code, strings } = scanSource(source);
  const byStart = new Map(strings.map((text) => [text.start, text]));
  const found: (SourceImport & { readonly start: number })[] = [];
  const collect = (pattern: RegExp, kindOf: (match: RegExpExecArray) => SourceImport['kind']): void => {
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].length - 1;
      const string = byStart.get(start);
      if (string === undefined) continue;
      const statement = source
        .slice(match.index, start + string.text.length + 2)
        .replaceAll(/\s+/g, ' ')
        .trim();
      found.push({ specifier: string.text, line: string.line, statement, kind: kindOf(match), start });
    }
  };
  collect(importStatement, (match) => (match[1] === '' ? 'value' : 'type'));
  collect(exportStatement, (match) => (match[1] === '' ? 'value' : 'type'));
  collect(bareImport, () => 'value');
  // `import('y').Z` is a type; `(await import('y')).z` and `import('y').then(…)` load the module.
  const member = /\(\s*(['"])\s*\1\s*\)\s*\.\s*(?!then\b|catch\b|finally\b)/y;
  collect(importCall, (match) => {
    member.lastIndex = code.indexOf('(', match.index);
    return match[1] !== '' || member.test(code) ? 'type' : 'value';
  });
  collect(moduleDeclaration, () => 'augment');
  return found.sort((left, right) => left.start - right.start).map(({ start: _, ...rest }) => rest);
}

/** The line, from 1, on which a character of the text stands. */
export function lineFinder(source: string): (offset: number) => number {
  const starts = [0, ...[...source.matchAll(/\n/g)].map((match) => match.index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function endOf(source: string, closer: string, from: number): number {
  const found = source.indexOf(closer, from);
  return found === -1 ? source.length + (closer === '\n' ? 1 : 0) : found + closer.length;
}

function endOfRegularExpression(source: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const char = source.charAt(i);
    if (char === '\\') i += 1;
    else if (char === '\n') return i;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  return source.length;
}

const unescape = (text: string): string => text.replaceAll(/\\(['"`\\])/g, '$1');
