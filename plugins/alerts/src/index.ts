import { definePlugin } from '@pivotkit/core';
import { alertEntities } from './alert-entities.ts';
import { relatedAlerts } from './related-alerts.ts';

/** What alerts name, and which alerts belong together. */
export const alerts = definePlugin({
  name: 'alerts',
  version: '0.1.0',
  description: 'The entities of alerts, and alerts that share them',
  verbs: [alertEntities, relatedAlerts],
});
