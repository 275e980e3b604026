import type { Environment } from '../../io/environment.ts';
import { Redactor } from '../../io/redact.ts';

/** Knows every secret of this process: all it prints goes through it. One process runs one command. */
export const processRedactor = new Redactor();

/** Variables called as secrets are. */
const secretName = /^PIVOTKIT_.*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/;

/** Learns what can be known of secrets before a configuration is read. */
export function learnFromEnvironment(environment: Environment): void {
  for (const [name, value = ''] of Object.entries(environment)) if (secretName.test(name)) processRedactor.add(value);
}
