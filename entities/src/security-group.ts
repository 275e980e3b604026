import { z } from 'zod';
import { guidAttribute, isGuid, isSid, sidAttribute } from './attribute-schemas.ts';
import type { AttributesIn, AttributesOut, Parsed } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, strong, strongest } from './identifier.ts';

const attributes = {
  distinguishedName: z.string().optional(),
  sid: sidAttribute.optional(),
  objectGuid: guidAttribute.optional(),
};

/** A group of accounts that rights are given to. Key: SID, else object id, else distinguished name in lower case. */
export class SecurityGroup extends defineEntity({
  kind: 'SecurityGroup',
  aliases: ['securitygroup', 'group'],
  description: 'A group of accounts that rights are given to',
  attributes,
  primary: 'distinguishedName',
  identifiers,
  key: (group) => strongest(identifiers(group)),
  parse: parseGroup,
}) {
  override toString(): string {
    return this.distinguishedName ?? this.key;
  }
}

registerEntity(SecurityGroup);

function identifiers({ sid, objectGuid, distinguishedName }: AttributesOut<typeof attributes>) {
  return [strong('sid', sid), strong('objectGuid', objectGuid), strong('distinguishedName', folded(distinguishedName))];
}

function parseGroup(text: string): Parsed<AttributesIn<typeof attributes>> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  if (isSid(trimmed)) return { ok: true, value: { sid: trimmed } };
  if (isGuid(trimmed)) return { ok: true, value: { objectGuid: trimmed } };
  return { ok: true, value: { distinguishedName: trimmed } };
}
