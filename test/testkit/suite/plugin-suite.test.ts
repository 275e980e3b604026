import { readFileSync } from 'node:fs';
import {
  checksOf,
  ConformanceError,
  pluginSuite,
  runPluginSuite,
  violationText,
  type CheckResult,
} from '@pivotkit/testkit';
import { describe, expect, test } from 'vitest';
import { badPlugins, pluginOf } from './bad-plugins.ts';
import { ranks, setup } from './ranks.ts';

const good = ranks();

describe('a good plugin keeps every rule', () => {
  pluginSuite({ test }, good, setup);
});

describe('every fault is found by its rule', () => {
  test.each(badPlugins.map((bad) => [bad.fault, bad] as const))('%s', async (_, bad) => {
    const plugin = pluginOf(bad);
    const checks = checksOf(plugin, bad.setup ?? setup).filter(({ rule }) => bad.rules.includes(rule));
    const violations = (await Promise.all(checks.map((check) => check.run()))).flat();
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(bad.rules));
    for (const violation of violations)
      expect(violationText(violation)).toMatch(/^\[[a-z-]+\] .+: expected .+, but .+\. .+\.$/s);
    if (bad.status !== undefined) expect(violations.map(({ happened }) => happened).join('\n')).toContain(bad.status);
    if (bad.rules.includes('secrets')) expect(violations.map(violationText).join('\n')).not.toContain('f00d');
  });
});

describe('without a test runner', () => {
  test('results come one after another; what is left out has its reason', async () => {
    const seen: CheckResult[] = [];
    const except = { timeout: 'it would be slow', pages: 'it has none' };
    const onResult = (result: CheckResult): void => void seen.push(result);
    const results = await runPluginSuite(ranks({ declared: { cost: '' } }), { ...setup, except }, { onResult });
    expect(seen).toEqual(results);
    expect(
      results.filter(({ violations }) => violations.length > 0).map(({ rule, subject }) => [rule, subject]),
    ).toEqual([['limits', 'ranks']]);
    expect(results.filter((result) => result.except !== undefined).map(({ rule }) => rule)).toEqual([
      'timeout',
      'pages',
    ]);
  });

  test('a test that fails says everything that is wrong', async () => {
    const tests = new Map<string, () => Promise<void>>();
    pluginSuite({ test: (name, run) => tests.set(name, run) }, ranks({ declared: { cost: '', limits: {} } }), setup);
    const run = [...tests].find(([name]) => name.endsWith('[limits]'))?.[1];
    const error: unknown = await run?.().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConformanceError);
    expect(String(error).split('\n')).toEqual([
      'ConformanceError: [limits] ranks: expected words for what a look-up costs, but `cost` is missing. Say it as the service does, such as `1 of 500 requests a day with a free key`.',
      '[limits] ranks: expected a quota, or a number of look-ups at once, but `limits` has neither `quota` nor `concurrent`. Declare what the service documents; where it documents nothing, a small `concurrent`.',
    ]);
  });

  test('a setup that names other pivots than the plugin has says so', async () => {
    const results = await runPluginSuite(ranks(), { ...setup, pivots: { rank: { known: {} } } });
    const { violations } = results.find(({ rule }) => rule === 'setup') ?? { violations: [] };
    expect(violations.map(({ expected }) => expected)).toEqual([
      "'ranks' among the pivots of the setup",
      "a plugin that has 'rank'",
    ]);
  });
});

test('the README of the kit lists every rule', () => {
  const readme = readFileSync('test/kit/README.md', 'utf8');
  const rules = [...checksOf(good, { ...setup, config: () => ({}) })].map(({ rule }) => rule);
  expect([...new Set(rules)].filter((rule) => !readme.includes(`| \`${rule}\` `))).toEqual([]);
});
