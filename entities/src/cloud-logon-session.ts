import { z } from 'zod';
import { Account } from './account.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity, timeAttribute } from './entity.ts';
import { folded, given, known, part, strong, weak } from './identifier.ts';

const attributes = {
  sessionId: z.string().optional(),
  account: entityAttribute(() => Account).optional(),
  userAgent: z.string().optional(),
  startTime: timeAttribute.optional(),
};

/** A sign-in session to a cloud service. Key: session id, else account, user agent and start. */
export class CloudLogonSession extends defineEntity({
  kind: 'CloudLogonSession',
  aliases: ['cloudlogonsession'],
  description: 'A sign-in session to a cloud service',
  attributes,
  primary: 'sessionId',
  identifiers: (session) => [strong('session', key(session)), weak('account', session.account?.key)],
  key,
}) {}

registerEntity(CloudLogonSession);

function key({ sessionId, account, userAgent, startTime }: AttributesOut<typeof attributes>): string | undefined {
  return (
    folded(sessionId) ??
    known('|', part('account', account?.key), part('agent', given(userAgent)), part('start', startTime?.toISOString()))
  );
}
