import type { HttpReply } from '../io/http.ts';
import { jsonOf } from './error-message.ts';

/** What a reply says of the look-up; `answer` = it is to be read, whatever its HTTP status. */
export type Outcome =
  'answer' | 'not-found' | 'throttled' | 'not-entitled' | 'unauthorized' | { readonly error: string };

/** What one reply says; undefined = this rule has nothing to say about it. Pure. */
export type OutcomeRule = (reply: HttpReply) => Outcome | undefined;

/**
 * By the value of a field, for services that say in the body what others say by HTTP status; the path of the field has
 * dots. Texts, numbers and booleans are compared as text; a reply without the field, or that is no JSON, is not meant.
 */
export function fieldIs(path: string, outcomes: Readonly<Record<string, Outcome>>): OutcomeRule {
  const names = path.split('.');
  const last = JSON.stringify(names.at(-1));
  return ({ text }) => {
    // Most replies are answers, and reading them twice is dear.
    if (!text.includes(last)) return undefined;
    const value = names.reduce(fieldOf, jsonOf(text));
    const name = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    return Object.hasOwn(outcomes, name) ? outcomes[name] : undefined;
  };
}

/** For successes (2xx) with nothing in them, such as 204. */
export const emptyBody =
  (outcome: Outcome): OutcomeRule =>
  (reply) =>
    isSuccess(reply) && reply.text.trim() === '' ? outcome : undefined;

/**
 * For successes (2xx) whose body has one of the phrases, in any case: the first of the list that occurs decides. Time is
 * linear in the body.
 */
export const textMatches =
  (phrases: readonly (readonly [phrase: string, outcome: Outcome])[]): OutcomeRule =>
  (reply) => {
    if (!isSuccess(reply)) return undefined;
    const text = reply.text.toLowerCase();
    return phrases.find(([phrase]) => text.includes(phrase.toLowerCase()))?.[1];
  };

/** For successes (2xx) that are a page of HTML, such as a form to log in. */
export const htmlPage =
  (outcome: Outcome): OutcomeRule =>
  (reply) =>
    isSuccess(reply) && isHtml(reply) ? outcome : undefined;

/** By what the body begins with: services label JSON as HTML, and the other way round. */
export const isHtml = ({ text }: HttpReply): boolean =>
  /^\s*<(!doctype html|html|head|body)\b/i.test(text.slice(0, 500));

/** What the first rule with something to say says. */
export const firstOf =
  (rules: readonly OutcomeRule[]): OutcomeRule =>
  (reply) => {
    for (const rule of rules) {
      const outcome = rule(reply);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  };

const isSuccess = ({ status }: HttpReply): boolean => status >= 200 && status < 300;

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
