import type { EntityClass } from '@pivotkit/entities';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { AskablePivot } from '../pivot/askable-pivot.ts';
import type { Candidate, Pivot, PivotTarget } from '../pivot/pivot.ts';
import { candidatesFor, resolveCandidates, type ReasonOf } from '../pivot/resolve-candidates.ts';
import { checkPivot, checkVerb, type Problem } from './check.ts';
import type { CheckTarget } from './check-services.ts';
import type { Plugin } from './plugin.ts';
import type { Verb } from './verb.ts';

/** A verb with what its plugin's `setup` returned. */
export interface VerbTarget {
  readonly verb: Verb;
  readonly plugin: { readonly name: string; readonly version: string };
  readonly state: unknown;
  /** The pivots it may ask; absent where it asks none. */
  readonly candidates?: readonly Candidate[];
}

/** Contributions by name; filled while a session starts, then closed. */
export class Registry {
  readonly #pivots = new Map<string, PivotTarget>();
  readonly #verbs = new Map<string, VerbTarget>();
  readonly #members = new Map<string, string>();
  readonly #plugins: CheckTarget[] = [];
  #closed = false;

  /** Adds a pivot, or says in words why it cannot be. @throws REGISTRY_CLOSED */
  addPivot(plugin: Plugin, pivot: Pivot, given: Pick<PivotTarget, 'state' | 'credential'>): string[] {
    this.#requireOpen(`pivot ${pivot.name}`);
    const problems = [...checkPivot(plugin.name, pivot), ...this.#clashes(pivot)];
    if (problems.length === 0) {
      this.#pivots.set(pivot.name, { pivot, plugin, ...given });
      for (const member of membersOf(pivot)) this.#members.set(member, pivot.name);
    }
    return problems;
  }

  /** Keeps a plugin that has been set up. @throws REGISTRY_CLOSED */
  addPlugin(target: CheckTarget): void {
    this.#requireOpen(`plugin ${target.plugin.name}`);
    this.#plugins.push(target);
  }

  /** Adds a verb, or says in words why it cannot be. @throws REGISTRY_CLOSED */
  addVerb(plugin: Plugin, verb: Verb, state: unknown): string[] {
    this.#requireOpen(`verb ${verb.name}`);
    const taken = this.#verbs.get(verb.name);
    const problems = checkVerb(plugin.name, verb);
    if (taken !== undefined) problems.push(`verb '${verb.name}': the plugin '${taken.plugin.name}' has it already`);
    if (problems.length === 0) this.#verbs.set(verb.name, { verb, plugin, state });
    return problems;
  }

  /** Nothing more comes: now it is known whom each pivot may ask. Gives what is wrong with that, in words. */
  close(reasonOf: ReasonOf): readonly Problem[] {
    this.#closed = true;
    const { targets, catalogue, problems } = resolveCandidates(this.pivots, reasonOf);
    for (const target of targets) this.#pivots.set(target.pivot.name, target);
    return [...problems, ...this.verbs.flatMap((target) => this.#resolveVerb(target, catalogue))];
  }

  #resolveVerb(target: VerbTarget, catalogue: readonly Candidate[]): Problem[] {
    const { verb, plugin } = target;
    const { asks } = verb;
    if (asks === undefined) return [];
    const ofVerb = { candidates: (_: string, all: readonly AskablePivot[]) => asks.candidates(all) };
    const { candidates, problem } = candidatesFor({ kind: '', asks: ofVerb }, catalogue);
    this.#verbs.set(verb.name, { ...target, candidates });
    return problem === undefined ? [] : [{ plugin: plugin.name, problem: `verb '${verb.name}': ${problem}` }];
  }

  get plugins(): readonly CheckTarget[] {
    return this.#plugins;
  }

  get pivots(): readonly PivotTarget[] {
    return [...this.#pivots.values()];
  }

  get verbs(): readonly VerbTarget[] {
    return [...this.#verbs.values()];
  }

  pivotsOf(kind: string): PivotTarget[] {
    return this.pivots.filter(({ pivot }) => pivot.from.some((cls) => cls.kind === kind));
  }

  /** A pivot of a kind by its name or shortcut. @throws PIVOT_UNKNOWN with the nearest */
  pivot(cls: EntityClass, name: string): PivotTarget {
    const offered = this.pivotsOf(cls.kind);
    const found = offered.find(({ pivot }) => pivot.name === name || pivot.shortcut === name);
    if (found !== undefined) return found;
    const names = offered.flatMap(({ pivot }) => [pivot.name, pivot.shortcut ?? pivot.name]);
    const near = names.find((known) => known.endsWith(`.${name}`)) ?? nearest(name, names);
    throw new PivotKitError('PIVOT_UNKNOWN', {
      pivot: `${cls.kind}.${name}`,
      suggestion:
        near === undefined
          ? (this.#absentPlugin(name) ?? offer(cls.kind, names))
          : `Did you mean '${cls.kind}.${near}'?`,
    });
  }

  /** @throws VERB_UNKNOWN with the nearest */
  verb(name: string): VerbTarget {
    const found = this.#verbs.get(name);
    if (found !== undefined) return found;
    const near = nearest(name, this.#verbs.keys());
    const all = [...this.#verbs.keys()].join(', ') || 'none; no plugin brings any';
    const suggestion = near === undefined ? (this.#absentPlugin(name) ?? `Verbs: ${all}.`) : `Did you mean '${near}'?`;
    throw new PivotKitError('VERB_UNKNOWN', { verb: name, suggestion });
  }

  /** What to do where the plugin that a name begins with is not here; undefined where it is, or the name has one part. */
  #absentPlugin(name: string): string | undefined {
    const dot = name.indexOf('.');
    const plugin = name.slice(0, dot);
    if (dot < 1 || this.#plugins.some((target) => target.plugin.name === plugin)) return undefined;
    return `No plugin '${plugin}' is in use; add it to the plugins of the session, on the command line with \`--plugin ${plugin}\`.`;
  }

  #requireOpen(what: string): void {
    if (this.#closed) throw new PivotKitError('REGISTRY_CLOSED', { what });
  }

  #clashes(pivot: Pivot): string[] {
    return membersOf(pivot).flatMap((member) => {
      const owner = this.#members.get(member);
      if (owner === undefined) return [];
      const by = this.#pivots.get(owner)?.plugin.name ?? owner;
      return [`pivot '${pivot.name}': ${member.replace(':', '.')} is taken by the plugin '${by}'`];
    });
  }
}

/** The places on entities that a pivot takes: `IpAddress:whois`. */
const membersOf = ({ from, name, shortcut }: Pivot): string[] =>
  from.flatMap(({ kind }) => [...new Set([name, shortcut ?? name])].map((member) => `${kind}:${member}`));

const offer = (kind: string, names: readonly string[]): string =>
  names.length === 0
    ? `No plugin of this session brings a pivot for ${kind}.`
    : `${kind} has: ${[...new Set(names)].join(', ')}.`;
