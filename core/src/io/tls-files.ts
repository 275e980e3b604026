import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** Files in PEM form (RFC 7468). */
export interface TlsFiles {
  /** Authorities trusted beside those of Node: of a proxy that opens TLS, of a service inside the house. */
  readonly caFile?: string | undefined;
  /** Certificate shown to services that ask for one; needs `clientKeyFile`. */
  readonly clientCertFile?: string | undefined;
  /** Its private key, without a passphrase. */
  readonly clientKeyFile?: string | undefined;
}

/** What the files hold. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const certificate = /-----BEGIN CERTIFICATE-----/;
const privateKey = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/;

/** Relative paths count from the folder. */
export function withAbsoluteFiles<T extends TlsFiles>(options: T, folder: string): T {
  const { caFile, clientCertFile, clientKeyFile } = options;
  return {
    ...options,
    ...(caFile !== undefined && { caFile: resolve(folder, caFile) }),
    ...(clientCertFile !== undefined && { clientCertFile: resolve(folder, clientCertFile) }),
    ...(clientKeyFile !== undefined && { clientKeyFile: resolve(folder, clientKeyFile) }),
  };
}

/** @throws NETWORK_SETTING_INVALID when a file cannot be read or holds something else, or one of a pair is missing */
export async function readTlsFiles({ caFile, clientCertFile, clientKeyFile }: TlsFiles): Promise<TlsMaterial> {
  if (clientCertFile !== undefined && clientKeyFile === undefined) throw pairBroken('clientCertFile', 'clientKeyFile');
  if (clientKeyFile !== undefined && clientCertFile === undefined) throw pairBroken('clientKeyFile', 'clientCertFile');
  return {
    ...(caFile !== undefined && { ca: await readPem('caFile', caFile, certificate) }),
    ...(clientCertFile !== undefined && { cert: await readPem('clientCertFile', clientCertFile, certificate) }),
    ...(clientKeyFile !== undefined && { key: await readPem('clientKeyFile', clientKeyFile, privateKey) }),
  };
}

const pairBroken = (setting: string, missing: string): PivotKitError =>
  new PivotKitError('NETWORK_SETTING_INVALID', { setting, problem: `it needs '${missing}' beside it` });

async function readPem(setting: string, path: string, content: RegExp): Promise<string> {
  const text = await readText(setting, path);
  if (content.test(text)) return text;
  const wanted = content === certificate ? 'certificate' : 'private key without a passphrase';
  throw new PivotKitError('NETWORK_SETTING_INVALID', { setting, problem: `'${path}' holds no ${wanted} in PEM form` });
}

async function readText(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error ? String(Reflect.get(cause, 'code')) : String(cause);
    throw new PivotKitError('NETWORK_SETTING_INVALID', { setting, problem: `'${path}' cannot be read (${code})` });
  }
}
