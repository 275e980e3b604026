import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { DeadlineExceeded } from '../io/deadline.ts';
import { failed, failureOf, type LookupResult } from '../pivot/lookup-result.ts';
import { redactorOf } from './error-message.ts';

/** What became of a look-up in which something was thrown, without secrets: for look-ups that ask by themselves. */
export function resultOfError(thrown: unknown, provider: string, secrets: readonly string[] = []): LookupResult<never> {
  const error = redactorOf(secrets).value(thrown);
  if (error instanceof DeadlineExceeded) return { status: 'timeout', note: `${provider}: ${error.message}` };
  if (PivotKitError.is(error)) return failureOf(error);
  const details = { plugin: provider, pivot: 'request or map', problem: messageOf(error) };
  return failed('PLUGIN_FAILED', details, { cause: error });
}
