import type { Entity, EntityClass } from '@pivotkit/entities';
import { createPivotFunction, type PivotRuntime } from './pivot-function.ts';
import type { PivotFunction } from './pivot-types.ts';
import type { PivotTarget } from './pivot.ts';

/** What stands under one name on an entity: a pivot, a container of pivots, or both (`whois` beside `whois.history`). */
interface Member {
  readonly ask?: PivotFunction;
  readonly contained: Readonly<Record<string, PivotFunction>>;
}

/**
 * A session's own class for a kind of entity: a subclass whose statics and instances have the pivots. The class of the
 * package is not touched, so sessions with different plugins live side by side, and an entity's own properties stay data.
 */
export function attachPivots(cls: EntityClass, targets: readonly PivotTarget[], runtime: PivotRuntime): EntityClass {
  const Base = cls as unknown as new (attributes: object) => Entity;
  const Attached = class extends Base {};
  // Errors and inspection show the kind, not "Attached".
  define(Attached, 'name', { value: cls.kind });
  for (const [name, member] of membersOf(cls, targets, runtime)) {
    define(Attached, name, { value: together(member, (ask) => ask), enumerable: true });
    define(Attached.prototype, name, {
      get(this: Entity) {
        return together(member, (ask) => bind(ask, this));
      },
    });
  }
  return Attached as unknown as EntityClass;
}

/** Functions by name, those of a container (`ti.lookup`) under its name, shortcuts beside them. */
function membersOf(cls: EntityClass, targets: readonly PivotTarget[], runtime: PivotRuntime): Map<string, Member> {
  const members = new Map<string, Member>();
  const member = (name: string): Member => members.get(name) ?? { contained: {} };
  for (const target of targets) {
    const ask = createPivotFunction({ target, cls }, runtime);
    const [first = '', second] = target.pivot.name.split('.');
    const { contained, ...rest } = member(first);
    members.set(
      first,
      second === undefined ? { contained, ask } : { ...rest, contained: { ...contained, [second]: ask } },
    );
    const { shortcut } = target.pivot;
    if (shortcut !== undefined) members.set(shortcut, { ...member(shortcut), ask });
  }
  return members;
}

/** The function with the contained ones on it, or the contained ones alone. */
function together({ ask, contained }: Member, form: (ask: PivotFunction) => object): object {
  const functions = Object.fromEntries(Object.entries(contained).map(([name, each]) => [name, form(each)]));
  return ask === undefined ? functions : Object.assign(form(ask), functions);
}

const bind =
  (ask: PivotFunction, entity: Entity) =>
  (call?: object): Promise<unknown> =>
    ask(entity, call);

const define = (owner: object, name: string, property: PropertyDescriptor): void => {
  Object.defineProperty(owner, name, { configurable: false, ...property });
};
