import type { HttpReply, HttpRequest } from './http.ts';

/** The texts in a reply that its request says are secrets; none where the reply is no JSON object. */
export function replySecrets({ secretFields = [] }: HttpRequest, { text }: HttpReply): string[] {
  if (secretFields.length === 0) return [];
  const fields = objectOf(text);
  return secretFields.flatMap((name) => {
    const value: unknown = Reflect.get(fields, name);
    return typeof value === 'string' ? [value] : [];
  });
}

function objectOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
