import { nearest } from '@pivotkit/entities';
import { checkShape, type Shaped } from './check-shape.ts';
import type { Path, PlaybookDocument } from './document.ts';
import { laterKinds, stepSchemas, type StepDefinition, type StepKind } from './schema.ts';

const kinds = Object.keys(stepSchemas).filter(isKind);

function isKind(name: string): name is StepKind {
  return Object.hasOwn(stepSchemas, name);
}

/** A step of the file by its kind, or what is wrong with it. */
export function stepDefinition(value: unknown, document: PlaybookDocument, path: Path): Shaped<StepDefinition> {
  const wrong = (at: Path, message: string): Shaped<StepDefinition> => {
    return { ok: false, problems: [{ ...document.atKey(at), message }] };
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(path, "a step is written as 'kind: …', such as 'filter: bytes > 1000'");
  const keys = Object.keys(value);
  const kind = kindOf(keys);
  if (typeof kind === 'object') return wrong([...path, ...kind.at], kind.message);
  const shaped = checkShape<(typeof stepSchemas)[StepKind]>(stepSchemas[kind], value, document, path);
  // The schema of a kind is the one its definition is made of.
  return shaped.ok ? { ok: true, value: { kind, ...shaped.value } as StepDefinition } : shaped;
}

interface NoKind {
  readonly message: string;
  readonly at: Path;
}

function kindOf(keys: readonly string[]): StepKind | NoKind {
  const found = keys.filter(isKind);
  const [first, second] = found;
  // A pivot has an option `join`, which is also a kind of step.
  if (found.includes('pivot') && found.every((kind) => kind === 'pivot' || kind === 'join')) return 'pivot';
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined)
    return {
      message: `a step does one thing; this one has ${found.map((kind) => `'${kind}'`).join(' and ')}`,
      at: [found[1] ?? first],
    };
  const later = keys.find((key) => laterKinds.includes(key));
  if (later !== undefined) return { message: `steps of kind '${later}' are not in this version`, at: [later] };
  return unknownKind(keys);
}

function unknownKind(keys: readonly string[]): NoKind {
  const known = `there are: ${kinds.join(', ')}`;
  const wanted = keys.filter((key) => key !== 'name' && key !== 'comment');
  for (const key of wanted) {
    const near = nearest(key, kinds);
    if (near !== undefined) return { message: `there is no step '${key}'; did you mean '${near}'?`, at: [key] };
  }
  const [first] = wanted;
  if (first === undefined) return { message: `this step says not what to do; ${known}`, at: [] };
  return { message: `there is no step '${first}'; ${known}`, at: [first] };
}
