/** JSON text that cannot be read: why, and in which line, counted from 1. */
export class JsonTextError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * The value of a JSON text; whole numbers beyond 2^53 become bigints so that no digit is lost (ids of 19 digits are
 * common in logs). @throws JsonTextError
 */
export function parseJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JsonTextError(shortMessage(error.message), lineOf(text, error.message));
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

/** V8 quotes the text around the mistake, which may be long or secret: only the reason is kept. */
function shortMessage(message: string): string {
  return message
    .replace(/,? *\.{0,3}".*$/s, '')
    .replace(/ in JSON at position.*$/s, '')
    .replace(/ \(line .*$/s, '');
}

function lineOf(text: string, message: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? text : text.slice(0, Number(position));
  return before.split('\n').length;
}
