import { createHash } from 'node:crypto';
import { Secret } from '../io/secret.ts';

/**
 * An opaque name for the secrets in a plugin's configuration, the same for the same secrets and telling nothing of them:
 * answers and quotas of one account are not those of another. `none` where there are no secrets.
 */
export function credentialOf(config: unknown): string {
  const secrets = secretsIn(config);
  if (secrets.length === 0) return 'none';
  const hash = createHash('sha256');
  for (const secret of secrets) hash.update(`${secret.reveal().length}:${secret.reveal()}`);
  return hash.digest('hex').slice(0, 16);
}

function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
