import { detectKind } from '@pivotkit/entities';
import type { ColumnSpec } from '@pivotkit/core';
import { maskSid, maskUuid } from './mask-id.ts';
import type { Keyed } from './keyed.ts';
import type { MaskType } from './masker.ts';

const byKind: Readonly<Record<string, MaskType>> = {
  IpAddress: 'address',
  Dns: 'name',
  Host: 'name',
  Url: 'url',
  Mailbox: 'mail',
  Account: 'account',
  FileHash: 'hash',
  File: 'path',
};

/** Names of columns that say what they hold, as logs of Windows, Linux and Azure have them. */
const byName: readonly (readonly [RegExp, MaskType])[] = [
  [/sid$/i, 'sid'],
  [/^sid/i, 'sid'],
  [/(?:command|cmd)_?line$/i, 'embedded'],
  [/(?:guid|uuid|tenantid|subscriptionid|correlationid|managementgroup\w*id)$/i, 'uuid'],
  [/(?:ip|ip_?address|addr|ip_?addr)\d?$/i, 'address'],
  [/(?:user|account|user_?name|account_?name|upn|userprincipalname|owner|logonname|identity)$/i, 'account'],
  [/(?:computer|host|host_?name|device_?name|machine|workstation|computer_?name|fqdn|domain|domain_?name)$/i, 'name'],
  [/(?:mail|email)(?:address)?$/i, 'mail'],
  [/(?:url|uri)$/i, 'url'],
  [/(?:path|folder|directory|new_?process_?name|process_?name|image)$/i, 'path'],
];

const sampled = 200;
const mostOf = 0.8;

/**
 * What a column holds, as far as that can be told: by the kind of entity it declares, by its name, or by what most of its
 * first texts are. undefined: nothing tells.
 */
export function detectType(
  name: string,
  spec: ColumnSpec,
  values: readonly unknown[],
  keyed: Keyed,
): MaskType | undefined {
  const declared = spec.entity === undefined ? undefined : byKind[spec.entity];
  return declared ?? byName.find(([pattern]) => pattern.test(name))?.[1] ?? byValues(values, keyed);
}

function byValues(values: readonly unknown[], keyed: Keyed): MaskType | undefined {
  const texts = values.slice(0, sampled).filter((cell) => typeof cell === 'string' && cell.trim() !== '');
  const counts = new Map<MaskType, number>();
  for (const text of texts as readonly string[]) {
    const type = typeOf(text, keyed);
    if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted((left, right) => right[1] - left[1]);
  return most !== undefined && most[1] >= texts.length * mostOf ? most[0] : undefined;
}

function typeOf(text: string, keyed: Keyed): MaskType | undefined {
  if (maskUuid(text, keyed) !== undefined) return 'uuid';
  if (maskSid(text, keyed) !== undefined) return 'sid';
  const kind = detectKind(text);
  return kind === undefined || kind === 'Host' || kind === 'Account' ? undefined : byKind[kind];
}
