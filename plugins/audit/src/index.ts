import { definePlugin } from '@pivotkit/core';
import { eventsVerb } from './verb.ts';

export { auditLog, eventBatches, type AuditLogOptions } from './read-events.ts';
export { parseAuditLine, type AuditField, type AuditRecord } from './parse-line.ts';
export type { AuditRow } from './event-columns.ts';

export const audit = definePlugin({
  name: 'audit',
  version: '0.1.0',
  description: 'Events from logs of the Linux audit system',
  verbs: [eventsVerb],
});
