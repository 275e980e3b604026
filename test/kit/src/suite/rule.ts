import type { OutputColumns, Pivot, Plugin, Verb } from '@pivotkit/core';
import type { EntityClass } from '@pivotkit/entities';
import type { SuiteSetup, VerbSetup } from './setup.ts';
import type { Finding } from './violation.ts';
import type { Question } from './world.ts';

interface RuleOf<Subject> {
  /** Short name, the same for ever. */
  readonly id: string;
  /** What a plugin that keeps it does. */
  readonly title: string;
  /** Whether it can be looked at at all. Default: it can. */
  applies?(subject: Subject): boolean;
  /** What is wrong; nothing = the rule is kept. */
  check(subject: Subject): readonly Finding[] | Promise<readonly Finding[]>;
}

export interface PluginSubject {
  readonly plugin: Plugin;
  readonly setup: SuiteSetup;
}

/** A pivot as it is declared. */
export interface DeclaredPivot extends PluginSubject {
  readonly pivot: Pivot;
}

/** A pivot asked about one kind of entity. */
export interface AskedPivot extends DeclaredPivot {
  readonly cls: EntityClass;
  readonly question: Question;
}

export interface AskedVerb extends PluginSubject {
  readonly verb: Verb;
  readonly verbSetup: VerbSetup;
}

/** Columns of a pivot or verb. */
export interface DeclaredColumns extends PluginSubject {
  readonly contribution: string;
  readonly columns: OutputColumns;
}

export type PluginRule = RuleOf<PluginSubject>;
export type DeclarationRule = RuleOf<DeclaredPivot>;
export type ColumnsRule = RuleOf<DeclaredColumns>;
export type PivotRule = RuleOf<AskedPivot>;
export type VerbRule = RuleOf<AskedVerb>;

/** For rules about a service. */
export const hasService = ({ setup }: PluginSubject): boolean => setup.service !== undefined;

/** Inputs that the setup says are known. */
export const knownInputs = ({ question: { setup, kind } }: AskedPivot) => setup.known[kind] ?? [];

export const unknownInputs = ({ question: { setup, kind } }: AskedPivot) => setup.unknown?.[kind] ?? [];
