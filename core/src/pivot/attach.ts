import type { Entity, EntityClass } from '@pivotkit/entities';
import { createPivotFunction, type PivotRuntime } from './pivot-function.ts';
import type { PivotFunction } from './pivot-types.ts';
import type { PivotTarget } from './pivot.ts';

type Tree = Record<string, PivotFunction | Record<string, PivotFunction>>;

/**
 * A session's own class for a kind of entity: a subclass whose statics and instances have the pivots. The class of the
 * package is not touched, so sessions with different plugins live side by side, and an entity's own properties stay data.
 */
export function attachPivots(cls: EntityClass, targets: readonly PivotTarget[], runtime: PivotRuntime): EntityClass {
  const tree = pivotTree(cls, targets, runtime);
  const Base = cls as unknown as new (attributes: object) => Entity;
  const Attached = class extends Base {};
  // Errors and inspection show the kind, not "Attached".
  define(Attached, 'name', { value: cls.kind });
  for (const [name, member] of Object.entries(tree)) {
    define(Attached, name, { value: member, enumerable: true });
    define(Attached.prototype, name, {
      get(this: Entity) {
        return typeof member === 'function' ? bind(member, this) : bindAll(member, this);
      },
    });
  }
  return Attached as unknown as EntityClass;
}

/** Functions by name, those of a container (`ti.lookup`) under its name, shortcuts beside them. */
function pivotTree(cls: EntityClass, targets: readonly PivotTarget[], runtime: PivotRuntime): Tree {
  const direct: Record<string, PivotFunction> = {};
  const containers: Record<string, Record<string, PivotFunction>> = {};
  for (const target of targets) {
    const ask = createPivotFunction({ target, cls }, runtime);
    const [first = '', second] = target.pivot.name.split('.');
    if (second === undefined) direct[first] = ask;
    else (containers[first] ??= {})[second] = ask;
    if (target.pivot.shortcut !== undefined) direct[target.pivot.shortcut] = ask;
  }
  return { ...containers, ...direct };
}

const bind =
  (ask: PivotFunction, entity: Entity) =>
  (call?: object): Promise<unknown> =>
    ask(entity, call);

const bindAll = (container: Record<string, PivotFunction>, entity: Entity): Record<string, unknown> =>
  Object.fromEntries(Object.entries(container).map(([name, ask]) => [name, bind(ask, entity)]));

const define = (owner: object, name: string, property: PropertyDescriptor): void => {
  Object.defineProperty(owner, name, { configurable: false, ...property });
};
