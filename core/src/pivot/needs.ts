/** Settings of a plugin without which a service cannot be asked: their names, and what each is, such as `an API key`. */
export type Needs = Readonly<Record<string, string>>;

const needed = Symbol.for('pivotkit.needs');

/** Remembers with a `lookup` or a `check` which settings it needs. */
export const withNeeds = <F extends object>(work: F, needs: Needs): F => Object.assign(work, { [needed]: needs });

/** What a `lookup` or a `check` needs; nothing where it was not made from the description of a provider. */
export const needsOf = (work: unknown): Needs =>
  // Only `withNeeds` writes there.
  work instanceof Function ? ((Reflect.get(work, needed) as Needs | undefined) ?? {}) : {};

/** Which settings are missing in a plugin's state, which calls them as its configuration does; undefined = none. */
export function missingSettings(needs: Needs, state: unknown, plugin: string): string | undefined {
  const missing = Object.entries(needs).filter(([name]) => !isSet(state, name));
  if (missing.length === 0) return undefined;
  const what = [...new Set(missing.map(([, each]) => each))].join(' and ');
  const settings = missing.map(([name]) => `${plugin}.${name}`).join(' and ');
  const variables = missing.map(([name]) => variableOf(plugin, name)).join(' and ');
  const s = missing.length > 1 ? 's' : '';
  return `it needs ${what}: the setting${s} ${settings}, or the variable${s} ${variables}`;
}

const isSet = (state: unknown, name: string): boolean =>
  typeof state === 'object' && state !== null && Reflect.get(state, name) !== undefined;

const variableOf = (plugin: string, setting: string): string =>
  `PIVOTKIT_${plugin.replaceAll('-', '_')}_${setting}`.toUpperCase();
