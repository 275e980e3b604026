import { z } from 'zod';
import { Account } from './account.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity, timeAttribute } from './entity.ts';
import { Host } from './host.ts';
import { folded, known, part, strong, weak } from './identifier.ts';

const attributes = {
  account: entityAttribute(() => Account).optional(),
  host: entityAttribute(() => Host).optional(),
  startTimeUtc: timeAttribute.optional(),
  endTimeUtc: timeAttribute.optional(),
  /** Logon id on the host (`0x3e7`), repeated after each start of the system. */
  sessionId: z.string().optional(),
};
type SessionAttributes = AttributesOut<typeof attributes>;

/** A logon of an account to a computer. Key: host, account and session id, as far as known. */
export class HostLogonSession extends defineEntity({
  kind: 'HostLogonSession',
  aliases: ['hostlogonsession', 'logonsession'],
  description: 'A logon of an account to a computer',
  attributes,
  primary: 'sessionId',
  identifiers,
  key,
}) {
  override toString(): string {
    return this.sessionId ?? this.key;
  }
}

registerEntity(HostLogonSession);

function key(session: SessionAttributes): string | undefined {
  return known('|', part('host', session.host?.key), part('account', session.account?.key), folded(session.sessionId));
}

function identifiers(session: SessionAttributes) {
  return [
    strong('session', key(session)),
    weak('sessionId', folded(session.sessionId)),
    weak('startTimeUtc', session.startTimeUtc?.toISOString()),
  ];
}
