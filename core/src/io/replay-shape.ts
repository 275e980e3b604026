/** A place in an answer whose types are not those of the recorded one. */
export interface ShapeDifference {
  /** `$` is the answer, `.name` a member, `[]` every item of a list. */
  readonly path: string;
  /** Types there: null, boolean, number, string, list, object; none where there is no such place. */
  readonly recorded: readonly string[];
  readonly live: readonly string[];
}

/**
 * Where the shape (paths and types, not values) of a live answer differs from the recorded one, by path. Items of a list
 * count together, so that it does not matter how many there are; below an empty list or a null nothing is known, so
 * nothing differs there.
 */
export function shapeDiff(recorded: unknown, live: unknown): ShapeDifference[] {
  const before = shapeOf(recorded);
  const now = shapeOf(live);
  const paths = [...new Set([...before.keys(), ...now.keys()])].sort();
  return paths.flatMap((path) => {
    const difference = { path, recorded: typesAt(before, path), live: typesAt(now, path) };
    return differs(difference) && isKnown(before, path) && isKnown(now, path) ? [difference] : [];
  });
}

type Shape = ReadonlyMap<string, ReadonlySet<string>>;

function shapeOf(answer: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  const open: (readonly [path: string, value: unknown])[] = [['$', answer]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    shape.set(path, (shape.get(path) ?? new Set()).add(typeOf(value)));
    if (Array.isArray(value)) for (const item of value as unknown[]) open.push([`${path}[]`, item]);
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) open.push([`${path}${memberPath(name)}`, member]);
  }
  return shape;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

const memberPath = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

const typesAt = (shape: Shape, path: string): string[] => [...(shape.get(path) ?? [])].sort();

/** A null beside other types, or in place of them, is no change of shape. */
function differs({ recorded, live }: ShapeDifference): boolean {
  const [before, now] = [recorded, live].map((types) => types.filter((type) => type !== 'null'));
  if (before === undefined || now === undefined) return false;
  if (before.length === 0 || now.length === 0) return recorded.length === 0 || live.length === 0;
  return before.some((type) => !now.includes(type)) || now.some((type) => !before.includes(type));
}

/** Whether the answer says what is at the path: the place above it is there, and a list above it has items. */
function isKnown(shape: Shape, path: string): boolean {
  if (shape.has(path)) return true;
  const above = path.replace(/(\.\w+|\["(?:[^"\\]|\\.)*"\]|\[\])$/, '');
  const types = shape.get(above);
  return types !== undefined && !path.endsWith('[]') && types.has('object');
}
