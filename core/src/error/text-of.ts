/** An unknown value for a message: text as it is, anything else as JSON, cut at 60 characters. */
export function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What an error of any kind says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : textOf(error));
