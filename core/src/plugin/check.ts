import { findEntityClass, type EntityClass } from '@pivotkit/entities';
import { reservedOptions } from '../pivot/pivot-types.ts';
import { submissionOptions } from '../pivot/submission.ts';
import { optionNames } from '../pivot/check-options.ts';
import type { OutputColumns } from '../pivot/output-column.ts';
import { facetNames } from '../pivot/facet.ts';
import type { Pivot } from '../pivot/pivot.ts';
import type { Plugin } from './plugin.ts';
import type { Verb } from './verb.ts';

/** One thing wrong with a plugin. */
export interface Problem {
  readonly plugin: string;
  readonly problem: string;
}

export const pluginName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const contributionName = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/;
const memberName = /^[a-z][A-Za-z0-9]*$/;
const columnTypes = new Set(['text', 'number', 'bigint', 'boolean', 'time', 'list', 'object', 'any']);

/** What functions and entities have already, so that no pivot can be called so. */
const reservedNames = new Set(
  'name length call apply bind prototype constructor caller arguments toString toJSON create parse kind pivot key aliases description primary attributeNames original marking additionalData isPublic endpoints equals edges merge definition'.split(
    ' ',
  ),
);

/** Everything wrong with a plugin's declaration, in words; the types say it too, but plain JavaScript has none. */
export function checkPlugin(plugin: Plugin): string[] {
  return [
    ...problemsIf(!pluginName.test(plugin.name), `the name '${plugin.name}' is not lower case with hyphens`),
    ...problemsIf(!/^\d+\.\d+\.\d+/.test(String(plugin.version)), `the version '${plugin.version}' is not like 1.2.3`),
    ...problemsIf(isEmpty(plugin.description), 'it has no description'),
    ...plugin.pivots.flatMap((pivot) => checkPivot(plugin.name, pivot)),
    ...plugin.verbs.flatMap((verb) => checkVerb(plugin.name, verb)),
  ];
}

export function checkPivot(plugin: string, pivot: Pivot): string[] {
  const problems = [
    ...checkName(plugin, pivot.name),
    ...checkMemberName(pivot.name),
    ...problemsIf(isEmpty(pivot.description), 'it has no description'),
    ...checkShortcut(pivot.shortcut),
    ...checkKinds(pivot),
    ...problemsIf(!['at-most-one', 'many'].includes(pivot.rowsPerInput), `rowsPerInput is 'at-most-one' or 'many'`),
    ...checkColumns(pivot.columns),
    ...checkFacets(pivot),
    ...checkOptionsSchema(pivot),
    ...checkSharing(pivot),
    ...checkAsks(pivot),
    ...checkLimits(pivot),
    ...checkPrice(pivot),
    ...problemsIf(typeof pivot.lookup !== 'function', '`lookup` is no function'),
  ];
  return problems.map((problem) => `pivot '${pivot.name}': ${problem}`);
}

function checkFacets({ facets = {} }: Pivot): string[] {
  return Object.entries(facets).flatMap(([name, rowOf]) => [
    ...problemsIf(!facetNames.some((known) => known === name), `there is no facet '${name}': ${facetNames.join(', ')}`),
    ...problemsIf(typeof rowOf !== 'function', `the facet '${name}' is no function`),
  ]);
}

export function checkVerb(plugin: string, verb: Verb): string[] {
  const problems = [
    ...checkName(plugin, verb.name),
    ...problemsIf(isEmpty(verb.description), 'it has no description'),
    // One that changes cells of the columns there are adds none.
    ...(verb.result === 'added-columns' && Object.keys(verb.columns ?? {}).length === 0
      ? []
      : checkColumns(verb.columns)),
    ...problemsIf(typeof verb.options?.safeParse !== 'function', '`options` is no zod schema'),
    ...problemsIf(typeof verb.run !== 'function', '`run` is no function'),
    ...problemsIf(verb.asks !== undefined && verb.streamable, 'it asks pivots, so it cannot stream'),
  ];
  return problems.map((problem) => `verb '${verb.name}': ${problem}`);
}

function checkName(plugin: string, name: string): string[] {
  const [first] = String(name).split('.');
  return [
    ...problemsIf(!contributionName.test(name), `a name is 'plugin' or 'plugin.question' in camelCase`),
    ...problemsIf(first !== camelCase(plugin), `the name must begin with '${camelCase(plugin)}'`),
  ];
}

/** A pivot becomes a member of entities, which have some already; a verb does not. */
function checkMemberName(name: string): string[] {
  const [first = '', second] = String(name).split('.');
  const member = second ?? first;
  return problemsIf(reservedNames.has(member), `the name '${member}' is reserved`);
}

function checkShortcut(shortcut: string | undefined): string[] {
  if (shortcut === undefined) return [];
  return [
    ...problemsIf(!memberName.test(shortcut), `the shortcut '${shortcut}' is not in camelCase`),
    ...problemsIf(reservedNames.has(shortcut), `the shortcut '${shortcut}' is reserved`),
  ];
}

function checkKinds({ from, attribute, name, shortcut }: Pivot): string[] {
  if (!Array.isArray(from) || from.length === 0) return ['`from` names no kind of entity'];
  return from.flatMap((cls: EntityClass) => {
    const known = findEntityClass(String(cls?.kind));
    if (known === undefined) return [`'${String(cls?.kind)}' is no registered kind of entity`];
    const members = new Set([...cls.attributeNames, ...Object.getOwnPropertyNames(cls.prototype)]);
    return [
      ...problemsIf(
        known !== cls,
        `its ${cls.kind} comes from a second copy of @pivotkit/entities; make the package a peer dependency`,
      ),
      ...problemsIf(attribute !== undefined && !members.has(attribute), `${cls.kind} has no attribute '${attribute}'`),
      ...[name.split('.')[0] ?? '', shortcut ?? '']
        .filter((member) => members.has(member))
        .map((member) => `'${member}' is an attribute of ${cls.kind}`),
    ];
  });
}

/** Underscores too: tables of other tools have them, and analyses keep the names that people know. */
const columnName = /^[A-Za-z][A-Za-z0-9_]*$/;

function checkColumns(columns: OutputColumns): string[] {
  if (typeof columns !== 'object' || columns === null || Object.keys(columns).length === 0)
    return ['it declares no columns'];
  return Object.entries(columns).flatMap(([name, spec]) => [
    ...problemsIf(!columnName.test(name), `the column name '${name}' is not one word`),
    ...problemsIf(!columnTypes.has(spec.type), `column '${name}' has no known type`),
    ...problemsIf(isEmpty(spec.description), `column '${name}' has no description`),
    ...problemsIf(
      spec.entity !== undefined && findEntityClass(spec.entity) === undefined,
      `column '${name}' names an unknown kind of entity '${spec.entity}'`,
    ),
  ]);
}

function checkOptionsSchema({ options, sharing }: Pivot): string[] {
  if (typeof options?.safeParse !== 'function') return ['`options` is no zod schema'];
  const reserved = new Set<string>([...reservedOptions, ...(sharing?.submits === true ? submissionOptions : [])]);
  const taken = optionNames(options).filter((name) => reserved.has(name));
  return [
    ...taken.map((name) => `the option '${name}' is reserved`),
    ...problemsIf(!options.safeParse({}).success, 'every option needs a default or may be absent'),
  ];
}

function checkSharing({ sharing }: Pivot): string[] {
  if (!['nobody', 'provider', 'target'].includes(sharing?.reaches))
    return ['`sharing.reaches` is nobody, provider or target'];
  return [
    ...problemsIf(
      sharing.reaches !== 'nobody' && sharing.maxTlp === undefined,
      'it tells somebody, but has no `sharing.maxTlp`',
    ),
    ...problemsIf(sharing.reaches === 'nobody' && sharing.submits === true, 'it submits, but reaches nobody'),
  ];
}

function checkAsks({ asks, sharing }: Pivot): string[] {
  if (asks === undefined) return [];
  return [
    ...problemsIf(typeof asks.candidates !== 'function', '`asks.candidates` is no function'),
    ...problemsIf(
      sharing?.reaches !== 'nobody',
      'it asks other pivots, which say whom they tell; its own `sharing.reaches` is nobody',
    ),
  ];
}

function checkLimits({ limits = {} }: Pivot): string[] {
  const { quota = [], cache = {}, quotaCounts = 'requests', ...numbers } = limits;
  return [
    ...problemsIf(!['requests', 'items'].includes(quotaCounts), "`limits.quotaCounts` is 'requests' or 'items'"),
    ...Object.entries(numbers)
      .filter(([, value]) => !(Number.isInteger(value) && Number(value) > 0))
      .map(([name]) => `limits.${name} is no whole number above 0`),
    ...quota
      .filter(({ limit }) => !(Number.isInteger(limit) && limit > 0))
      .map(({ per }) => `limits.quota per ${per} is no whole number above 0`),
    ...Object.entries(cache)
      .filter(([, value]) => !(Number(value) >= 0))
      .map(([name]) => `limits.cache.${name} is no time in milliseconds`),
  ];
}

function checkPrice({ price, sharing }: Pivot): string[] {
  if (price === undefined) return [];
  return [
    ...problemsIf(!(Number.isFinite(price.amount) && price.amount > 0), '`price.amount` is no number above 0'),
    ...problemsIf(isEmpty(price.currency), '`price.currency` names no currency'),
    ...problemsIf(sharing?.reaches === 'nobody', 'it has a price, but reaches nobody'),
  ];
}

/** `abuse-ch` → `abuseCh`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const isEmpty = (text: unknown): boolean => typeof text !== 'string' || text.trim() === '';
const problemsIf = (wrong: boolean, problem: string): string[] => (wrong ? [problem] : []);
