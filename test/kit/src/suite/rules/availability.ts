import { PivotKitError } from '@pivotkit/core';
import { settlesWithin } from '../fast-clock.ts';
import type { PluginRule, PluginSubject } from '../rule.ts';
import { shown, type Finding } from '../violation.ts';
import { World } from '../world.ts';

/** A setting of the plugin, or the variable that holds it. */
const namesSetting = ({ plugin }: PluginSubject, text: string): boolean =>
  text.includes(`${plugin.name}.`) || text.includes('PIVOTKIT_') || text.includes('configuration');

const unconfigured: PluginRule = {
  id: 'unconfigured',
  title: 'without its configuration it works, or says which setting is missing',
  applies: ({ setup }) => setup.config !== undefined,
  check: async (subject) => {
    const mend =
      "Say with the provider what it needs, `needs: { apiKey: 'an API key' }`, or in `unavailable` what to do.";
    const expected = 'words that name the setting that is missing';
    try {
      await using world = await World.open(subject.plugin, subject.setup, { isUnconfigured: true });
      return world.session
        .pivots()
        .filter(({ available, reason = '' }) => !available && !namesSetting(subject, reason))
        .map(({ call, reason = '' }) => ({ at: call, expected, happened: `it says ${shown(reason)}`, mend }));
    } catch (error) {
      const text = PivotKitError.is(error) ? error.message : String(error);
      const isClear = PivotKitError.is(error) && error.code === 'PLUGINS_INVALID' && namesSetting(subject, text);
      return isClear ? [] : [{ expected, happened: `the session does not start: ${shown(text)}`, mend }];
    }
  },
};

const serviceCheck: PluginRule = {
  id: 'service-check',
  title: 'its check tells a service in good health from one that refuses, and ends',
  applies: ({ plugin, setup }) => plugin.check !== undefined && setup.service !== undefined,
  check: async ({ plugin, setup }) => {
    const findings: Finding[] = [];
    for (const [fault, isOk] of [
      [undefined, true],
      [401, false],
      [503, false],
      ['html', false],
    ] as const) {
      await using world = await World.open(plugin, setup);
      if (fault !== undefined) world.service?.fail(fault);
      const asked = world.session.checkServices();
      const isDone = await settlesWithin(10_000, asked);
      const [check] = isDone ? await asked : [];
      if (check?.ok !== isOk)
        findings.push({
          at: fault === undefined ? 'in good health' : `a service that says ${fault}`,
          expected: isOk ? 'ok' : 'not ok',
          happened: check === undefined ? 'the check says nothing' : `it says ${shown(check.detail)}`,
          mend: 'Make `check` with `httpCheck`, about something whose answer is known.',
        });
    }
    return findings;
  },
};

export const availabilityRules: readonly PluginRule[] = [unconfigured, serviceCheck];
