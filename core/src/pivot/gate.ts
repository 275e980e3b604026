import { compareTlp, strictestTlp, type Entity, type Tlp } from '@pivotkit/entities';
import type { LookupResult, SkipReason } from './lookup-result.ts';
import type { PivotTarget } from './pivot.ts';
import type { Policy, Reach } from './policy.ts';

/** What is asked of a rule: who would be told of what. */
interface Case {
  readonly entity: Entity;
  readonly target: Pick<PivotTarget, 'pivot' | 'plugin'>;
  readonly policy: Policy;
}

interface Rule {
  readonly reason: SkipReason;
  /** What the rule asks, for people. */
  readonly text: string;
  /** Why the question may not leave; undefined = this rule has nothing against it. */
  readonly refuse: (given: Case) => string | undefined;
}

/** All that stands between a question and the outside, in this order; the first rule that refuses decides. */
const rules: readonly Rule[] = [
  { reason: 'not-public', text: 'what is private or internal never leaves', refuse: notPublic },
  { reason: 'own', text: 'what is one’s own never leaves', refuse: own },
  { reason: 'passive', text: 'in passive mode no target may notice', refuse: noticed },
  { reason: 'purpose', text: 'the purpose must allow it', refuse: againstPurpose },
  { reason: 'marking', text: 'the marking must allow the provider to be told', refuse: tooStrict },
];

/** Whether a question may leave the house: undefined = it may. Where nobody is told, everything may be asked. */
export function refusal(entity: Entity, target: Case['target'], policy: Policy): LookupResult<never> | undefined {
  if (target.pivot.sharing.reaches === 'nobody') return undefined;
  for (const { reason, refuse } of rules) {
    const note = refuse({ entity, target, policy });
    if (note !== undefined) return { status: 'skipped', reason, note };
  }
  return undefined;
}

/** What each rule says of one question, whether or not an earlier one refused it. */
export interface PolicyDecision {
  readonly allowed: boolean;
  /** Who would be told; undefined = nobody. */
  readonly told: string | undefined;
  readonly rules: readonly PolicyRuleResult[];
}

export interface PolicyRuleResult {
  readonly rule: SkipReason;
  readonly text: string;
  /** Why it refuses; undefined = it does not. */
  readonly refusal: string | undefined;
}

/** The decision with its reasons, for people who ask why. */
export function explainDecision(entity: Entity, target: Case['target'], policy: Policy): PolicyDecision {
  if (target.pivot.sharing.reaches === 'nobody') return { allowed: true, told: undefined, rules: [] };
  const results = rules.map(({ reason, text, refuse }) => {
    return { rule: reason, text, refusal: refuse({ entity, target, policy }) };
  });
  return { allowed: results.every((result) => result.refusal === undefined), told: toldBy(target), rules: results };
}

const toldBy = ({ pivot, plugin }: Case['target']): string => pivot.sharing.provider ?? plugin.name;

function notPublic({ entity }: Case): string | undefined {
  return entity.isPublic === false ? `${entity.key} is not public and does not leave the house` : undefined;
}

function own({ entity, policy }: Case): string | undefined {
  for (const endpoint of entity.endpoints) {
    const owned = policy.ownedBy(endpoint);
    if (owned !== undefined) return `${endpoint} is one’s own (${owned}) and does not leave the house`;
  }
  return undefined;
}

function noticed({ target: { pivot }, policy }: Case): string | undefined {
  if (!policy.passive || pivot.sharing.reaches !== 'target') return undefined;
  return 'the target would notice, which passive mode does not allow';
}

const reaches: readonly Reach[] = ['nobody', 'provider', 'target'];

function againstPurpose({ target: { pivot, plugin }, policy: { purpose } }: Case): string | undefined {
  if (purpose === undefined) return undefined;
  const { name, reaches: furthest = 'target', plugins, exceptPlugins } = purpose;
  if (reaches.indexOf(pivot.sharing.reaches) > reaches.indexOf(furthest))
    return `the purpose '${name}' lets ${furthest === 'nobody' ? 'nobody' : `no more than the ${furthest}`} notice`;
  const isNamed = plugins === undefined || plugins.includes(plugin.name);
  return isNamed && exceptPlugins?.includes(plugin.name) !== true
    ? undefined
    : `the purpose '${name}' does not allow the plugin '${plugin.name}'`;
}

function tooStrict({ entity, target, policy }: Case): string | undefined {
  const marking = entity.marking ?? policy.unmarked;
  const ceiling = ceilingOf(target.pivot.sharing.maxTlp ?? 'clear', policy.purpose?.maxTlp);
  if (compareTlp(marking, ceiling) <= 0) return undefined;
  return `marked TLP:${marking.toUpperCase()}; ${toldBy(target)} may be told up to TLP:${ceiling.toUpperCase()}`;
}

/** The lower of what the pivot and the purpose allow. */
const ceilingOf = (pivot: Tlp, purpose: Tlp | undefined): Tlp =>
  purpose === undefined || strictestTlp([pivot, purpose]) === purpose ? pivot : purpose;
