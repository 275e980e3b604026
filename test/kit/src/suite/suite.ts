import { PivotKitError, type OutputColumns, type Pivot, type Plugin } from '@pivotkit/core';
import type { EntityClass } from '@pivotkit/entities';
import type { AskedPivot, PluginSubject } from './rule.ts';
import { answerRules } from './rules/answers.ts';
import { availabilityRules } from './rules/availability.ts';
import { columnsRules, declarationRules, startRules } from './rules/declaration.ts';
import { endingRules } from './rules/endings.ts';
import { allFaultRules } from './rules/faults.ts';
import { oddReplyRules } from './rules/odd-replies.ts';
import { questionRules } from './rules/questions.ts';
import { readmeColumnsRules, readmeRules } from './rules/readme.ts';
import { secretRules } from './rules/secrets.ts';
import { verbRules } from './rules/verbs.ts';
import type { PivotSetup, SuiteSetup } from './setup.ts';
import { ConformanceError, type Finding, type Violation } from './violation.ts';

/** One rule, looked at in one place. */
export interface Check {
  readonly rule: string;
  /** `virustotal`, or `virustotal.report of IpAddress`. */
  readonly subject: string;
  /** What a plugin that keeps the rule does. */
  readonly title: string;
  /** Why the setup leaves it out; undefined = it does not. */
  readonly except: string | undefined;
  /** Never rejects: what cannot be looked at is a violation. */
  run(): Promise<readonly Violation[]>;
}

interface Rule<S> {
  readonly id: string;
  readonly title: string;
  applies?(subject: S): boolean;
  check(subject: S): readonly Finding[] | Promise<readonly Finding[]>;
}

const pivotRules = [
  ...answerRules,
  ...questionRules,
  ...allFaultRules,
  ...endingRules,
  ...oddReplyRules,
  ...secretRules,
];

/** Every rule that can be looked at with this setup, in the order of reading: declarations, README, answers, faults. */
export function checksOf(plugin: Plugin, setup: SuiteSetup): readonly Check[] {
  const subject: PluginSubject = { plugin, setup };
  const checks = <S>(rules: readonly Rule<S>[], each: S, name: string): Check[] =>
    rules.filter((rule) => rule.applies?.(each) ?? true).map((rule) => checkOf(rule, { each, name, setup }));
  return [
    ...checks([...startRules, ...availabilityRules, ...readmeRules], subject, plugin.name),
    ...plugin.pivots.flatMap((pivot) => [
      ...checks(declarationRules, { ...subject, pivot }, pivot.name),
      ...checks([...columnsRules, ...readmeColumnsRules], columnsOf(subject, pivot), pivot.name),
      ...askedPivots(subject, pivot).flatMap((asked) =>
        checks(pivotRules, asked, `${pivot.name} of ${asked.question.kind}`),
      ),
    ]),
    ...plugin.verbs.flatMap((verb) => {
      const verbSetup = setup.verbs?.[verb.name];
      return [
        ...checks([...columnsRules, ...readmeColumnsRules], columnsOf(subject, verb), verb.name),
        ...(verbSetup === undefined ? [] : checks(verbRules, { ...subject, verb, verbSetup }, verb.name)),
      ];
    }),
  ];
}

const columnsOf = (
  subject: PluginSubject,
  { name, columns }: { readonly name: string; readonly columns: OutputColumns },
) => ({
  ...subject,
  contribution: name,
  columns,
});

/** The pivot with each kind of entity it can be asked about. */
function askedPivots(subject: PluginSubject, pivot: Pivot): AskedPivot[] {
  const pivotSetup: PivotSetup | undefined = subject.setup.pivots?.[pivot.name];
  if (pivotSetup === undefined) return [];
  return pivot.from.map((cls: EntityClass) => ({
    ...subject,
    pivot,
    cls,
    question: { pivot: pivot.name, kind: cls.kind, setup: pivotSetup },
  }));
}

interface Place<S> {
  readonly each: S;
  readonly name: string;
  readonly setup: SuiteSetup;
}

function checkOf<S>(rule: Rule<S>, { each, name, setup }: Place<S>): Check {
  const { id, title } = rule;
  return {
    rule: id,
    subject: name,
    title,
    except: setup.except?.[id],
    run: async () => {
      const violation = ({ at, ...finding }: Finding): Violation => ({
        rule: id,
        subject: at === undefined ? name : `${name}, ${at}`,
        ...finding,
      });
      try {
        return (await rule.check(each)).map(violation);
      } catch (error) {
        return [violation(notLookedAt(error))];
      }
    },
  };
}

function notLookedAt(error: unknown): Finding {
  const said = PivotKitError.is(error) || error instanceof Error ? error.message : String(error);
  return {
    expected: 'an answer',
    happened: said.replace(/\.$/, ''),
    mend: 'Mend this first; the rule could not be looked at.',
  };
}

/** A test runner: that of vitest, of node:test, or any that takes a name and a function. */
export interface TestRunner {
  test(name: string, run: () => Promise<void>): unknown;
}

/**
 * Declares a test for each rule that the plugin has to keep, so that its test file is
 * `pluginSuite({ test }, plugin, setup)`. A test fails with a sentence for each violation: the rule, what was expected,
 * what happened, how to mend it.
 */
export function pluginSuite({ test }: TestRunner, plugin: Plugin, setup: SuiteSetup): void {
  for (const check of checksOf(plugin, setup)) {
    if (check.except !== undefined) continue;
    test(`${check.subject}: ${check.title} [${check.rule}]`, async () => {
      const violations = await check.run();
      if (violations.length > 0) throw new ConformanceError(violations);
    });
  }
}

/** What became of one check. */
export interface CheckResult extends Pick<Check, 'rule' | 'subject' | 'title' | 'except'> {
  readonly violations: readonly Violation[];
}

/** Looks at all rules without a test runner, one after another; those left out have no violations. */
export async function runPluginSuite(
  plugin: Plugin,
  setup: SuiteSetup,
  options: { readonly onResult?: (result: CheckResult) => void } = {},
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { run, rule, subject, title, except } of checksOf(plugin, setup)) {
    const violations = except === undefined ? await run() : [];
    const result = { rule, subject, title, except, violations };
    results.push(result);
    options.onResult?.(result);
  }
  return results;
}
