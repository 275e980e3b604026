import { z } from 'zod';
import type { AttributesOut, Parsed } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, known, strong, strongest } from './identifier.ts';

/** Root keys of the registry of Windows with their short forms. winreg.h and regedit, read 2026-11-20. */
const shortNames = {
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_USERS: 'HKU',
  HKEY_CURRENT_CONFIG: 'HKCC',
  HKEY_PERFORMANCE_DATA: 'HKPD',
  HKEY_PERFORMANCE_TEXT: 'HKPT',
  HKEY_PERFORMANCE_NLSTEXT: 'HKPN',
  HKEY_CURRENT_USER_LOCAL_SETTINGS: 'HKCULS',
  HKEY_DYN_DATA: 'HKDD',
  HKEY_A: 'HKA',
} as const;

export type RegistryHive = keyof typeof shortNames;

const isHive = (name: string): name is RegistryHive => Object.hasOwn(shortNames, name);
export const registryHives: readonly RegistryHive[] = Object.keys(shortNames).filter(isHive);

const attributes = {
  hive: z.enum(registryHives).optional(),
  /** Path below the hive, without backslash at either end. */
  path: z.string().optional(),
};
type RegistryKeyAttributes = AttributesOut<typeof attributes>;

/** A key of the registry of Windows. Key: hive and path, `HKEY_LOCAL_MACHINE\software\…`, the path in lower case. */
export class RegistryKey extends defineEntity({
  kind: 'RegistryKey',
  aliases: ['registrykey', 'regkey'],
  description: 'A key of the registry of Windows',
  attributes,
  primary: 'path',
  identifiers: (registryKey) => [strong('fullPath', key(registryKey))],
  key: (registryKey) => strongest([strong('fullPath', key(registryKey))]),
  canonical: (registryKey) => ({ ok: true, value: trimPath(registryKey) }),
  parseCanonical: parseRegistryKey,
}) {
  /** `HKLM` for `HKEY_LOCAL_MACHINE`. */
  get hiveShortName(): string | undefined {
    return this.hive === undefined ? undefined : shortNames[this.hive];
  }

  /** Hive in long form and path, as written. */
  get fullPath(): string | undefined {
    return known('\\', this.hive, this.path);
  }

  /** Hive in short form and path, as written. */
  get shortPath(): string | undefined {
    return known('\\', this.hiveShortName, this.path);
  }

  override toString(): string {
    return this.shortPath ?? this.key;
  }
}

registerEntity(RegistryKey);

/** The hive a long or short name of any case stands for (`HKLM`, `hkey_local_machine`); undefined when it is none. */
export function registryHive(name: string): RegistryHive | undefined {
  const wanted = name.trim().toUpperCase();
  return registryHives.find((hive) => hive === wanted || shortNames[hive] === wanted);
}

const key = ({ hive, path }: RegistryKeyAttributes): string | undefined => known('\\', hive, folded(path));

function trimPath(registryKey: RegistryKeyAttributes): RegistryKeyAttributes {
  const { path, ...rest } = registryKey;
  if (path === undefined) return registryKey;
  return { ...rest, path: path.trim().replaceAll(/^\\+|\\+$/g, '') };
}

/** `HKLM\SOFTWARE\…`, `HKLM:\…`, `Computer\HKEY_LOCAL_MACHINE\…`, `\REGISTRY\MACHINE\…`. */
function parseRegistryKey(text: string): Parsed<RegistryKeyAttributes> {
  const trimmed = text
    .trim()
    .replace(/^(my )?computer\\/i, '')
    .replace(/^\\registry\\machine\b/i, 'HKLM')
    .replace(/^\\registry\\user\b/i, 'HKU');
  const [root = '', ...rest] = trimmed.split('\\');
  const hive = registryHive(root.replace(/:$/, ''));
  if (hive === undefined)
    return { ok: false, reason: 'a registry key starts with a hive such as HKLM or HKEY_LOCAL_MACHINE' };
  const path = rest.join('\\').replaceAll(/^\\+|\\+$/g, '');
  return { ok: true, value: path === '' ? { hive } : trimPath({ hive, path }) };
}
