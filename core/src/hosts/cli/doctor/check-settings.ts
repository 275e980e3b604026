import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { secretReference } from '../../../io/secret.ts';
import { PivotKitError } from '../../../error/pivotkit-error.ts';
import type { Environment } from '../../../io/environment.ts';
import { referenceOf, type ConfiguredPlugins, type PluginSetting } from '../../../session/config-plugins.ts';
import type { LoadedConfig } from '../../../session/config.ts';
import { readSecret } from '../../../session/secrets.ts';
import { ok, warning, wrong, type Finding } from './finding.ts';

/** The file, the secrets it refers to, and the files and folders its settings name. */
export async function checkSettings(
  loaded: LoadedConfig,
  { settings }: ConfiguredPlugins,
  environment: Environment,
): Promise<Finding[]> {
  const secrets = settings.filter(({ isSecret }) => isSecret);
  const findings = await Promise.all(secrets.map(async (secret) => checkSecret(secret, loaded, environment)));
  return [
    checkFile(loaded),
    ...checkReplay(loaded),
    ...findings,
    ...settings.flatMap((setting) => checkPath(setting, loaded)),
  ];
}

function checkFile({ file }: LoadedConfig): Finding {
  if (file !== undefined) return ok('configuration', file.path);
  return ok('configuration', 'no file; plugins come from package.json and settings from variables');
}

function checkReplay({ settings: { replay } }: LoadedConfig): Finding[] {
  if (replay === undefined) return [];
  if (existsSync(replay)) return [ok('replay', replay)];
  return [wrong('replay', `there is no folder '${replay}'`, 'Mend the setting, or run without replay.')];
}

const nameOf = ({ plugin, path }: PluginSetting): string => `${plugin}.${path.join('.')}`;

async function checkSecret(
  setting: PluginSetting,
  { folder }: LoadedConfig,
  environment: Environment,
): Promise<Finding> {
  const subject = `secret ${nameOf(setting)}`;
  const reference = referenceOf(setting.value);
  if (reference === undefined) return checkLiteral(subject, setting);
  try {
    const where = secretReference.parse(setting.value);
    const found = await readSecret(where, { environment, configFolder: folder });
    if (found !== undefined) return ok(subject, `there, by ${reference.kind} ${reference.text}`);
    return warning(subject, `the variable ${reference.text} is not set`, `Set ${reference.text} (${setting.source}).`);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return wrong(subject, detail, PivotKitError.is(error) ? `It is named in ${setting.source}.` : '');
  }
}

function checkLiteral(subject: string, { source }: PluginSetting): Finding {
  if (source.startsWith('PIVOTKIT_')) return ok(subject, `there, by the variable ${source}`);
  return warning(
    subject,
    `stands in the configuration itself (${source})`,
    'Refer to it instead: { env: NAME }, { file: PATH } or { command: [PROGRAM, …] }.',
  );
}

/** Settings called as files and folders are. */
const pathName = /(file|folder|path|directory|database)s?$/i;

function checkPath(setting: PluginSetting, { folder }: LoadedConfig): Finding[] {
  const { path, value, isSecret, source } = setting;
  if (isSecret || !pathName.test(path.at(-1) ?? '')) return [];
  const texts = [value].flat().filter((item) => typeof item === 'string' && !/^[a-z]+:\/\//i.test(item));
  return texts.map((text) => {
    const subject = `file ${nameOf(setting)}`;
    const file = resolve(folder, String(text));
    return existsSync(file) ? ok(subject, file) : wrong(subject, `there is no '${file}'`, `It is named in ${source}.`);
  });
}
