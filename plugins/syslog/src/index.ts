import { definePlugin, type PluginHost } from '@pivotkit/core';
import { z } from 'zod';
import { loadRules } from './load-rules.ts';
import { burstsVerb, hostSummaryVerb, linesVerb, riskyVerb, sessionsVerb, type State } from './verbs.ts';

export { parseSyslogLine, type LineOptions, type SyslogLine } from './parse-line.ts';
export { ruleMatcher } from './match-rules.ts';
export { defaultRules, type Rule } from './rules.ts';

const configSchema = z.strictObject({
  /** Files of rules, YAML or JSON; relative paths count from the folder of the configuration. */
  rules: z.array(z.string().min(1)).default([]),
  /** Whether the rules that come along count, too. */
  useDefaultRules: z.boolean().default(true),
});

export const syslog = definePlugin({
  name: 'syslog',
  version: '0.1.0',
  description: 'Syslog lines, logon sessions, and commands that are risky or come in bursts',
  config: configSchema,
  setup: async (host: PluginHost, config): Promise<State> => ({
    rules: await loadRules(
      config.rules.map((path) => host.resolvePath(path)),
      config.useDefaultRules,
    ),
  }),
  verbs: [linesVerb, sessionsVerb, riskyVerb, burstsVerb, hostSummaryVerb],
});
