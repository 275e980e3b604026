import { createHash } from 'node:crypto';
import { Frame, PivotKitError, systemClock, type Clock, type Table } from '@pivotkit/core';
import { isEntity, strictestTlp, type Entity, type Tlp } from '@pivotkit/entities';
import { z } from 'zod';
import { excerptOf, markingOf, type ExcerptOptions } from './excerpt.ts';
import { matches, normalTag, order, type ObservationFilter, type ObservationOrder } from './filter.ts';
import { observationsMarkdown, type ObservationsMarkdownOptions } from './markdown.ts';
import { observationSchema, schemaVersion, type ExcerptCell, type Observation } from './observation.ts';
import { tableOf, type ObservationRow } from './table.ts';

/** An entity by kind and key. */
export interface EntityRef {
  readonly kind: string;
  readonly key: string;
}

/** What is given to note a finding. */
export interface NewObservation extends ExcerptOptions {
  /** One line: what was found. */
  readonly caption: string;
  readonly description?: string | undefined;
  /** What the data is, in your words: `logons`, `process tree`. */
  readonly dataType?: string | undefined;
  /** A number from 0 to 100, or on a scale of your own from 0 to `of`. */
  readonly score?: number | { readonly value: number; readonly of: number } | undefined;
  /** Kept in lower case, each once, sorted. */
  readonly tags?: readonly string[] | undefined;
  /** Ids of MITRE ATT&CK: `T1059.001`, `TA0043`, `S0154`, `G0007`. */
  readonly attack?: readonly string[] | undefined;
  readonly entities?: readonly (Entity | EntityRef)[] | undefined;
  /** Where more is to be seen: http or https. */
  readonly link?: string | undefined;
  /** When it happened, both ends inclusive. */
  readonly timeRange?: { readonly start: Date; readonly end: Date } | undefined;
  /** Marked at least so strictly; data and entities that are marked more strictly raise it. */
  readonly marking?: Tlp | undefined;
  readonly properties?: Readonly<Record<string, ExcerptCell>> | undefined;
  /** The rows it rests on, of which the first few are kept. */
  readonly data?: Table<object> | Frame<object> | undefined;
}

export interface ObservationsOptions {
  /** Says when findings are noted. Default: the system's. */
  readonly clock?: Clock | undefined;
}

const documentSchema = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  observations: z.array(observationSchema),
});

/** Findings of an investigation, in the order they were noted. The list grows; its entries never change. */
export class Observations implements Iterable<Observation> {
  readonly #clock: Clock;
  readonly #byId = new Map<string, Observation>();

  constructor({ clock = systemClock }: ObservationsOptions = {}) {
    this.#clock = clock;
  }

  /** Reads what `toJSON` gives. @throws OPTIONS_INVALID with the places that are wrong, or for another schema version */
  static fromJSON(document: unknown, options: ObservationsOptions = {}): Observations {
    const read = documentSchema.safeParse(document);
    if (!read.success) throw invalid('observations.fromJSON', read.error);
    const list = new Observations(options);
    for (const one of read.data.observations) list.keep(one);
    return list;
  }

  get size(): number {
    return this.#byId.size;
  }

  /**
   * Notes a finding. The same one noted twice in an instant is kept once.
   * @throws OPTIONS_INVALID when something about it is wrong, TABLE_COLUMN_MISSING when the excerpt names a column that
   * the data lacks.
   */
  add(given: NewObservation): Observation {
    const written = observationSchema.safeParse(withId(contentOf(given, this.#clock.now())));
    if (!written.success) throw invalid('observations.add', written.error);
    return this.keep(written.data);
  }

  /** Keeps one that is made already, unless one of its id is here. Gives the one that is kept. */
  keep(observation: Observation): Observation {
    const known = this.#byId.get(observation.id);
    if (known !== undefined) return known;
    const kept = deepFreeze(observation);
    this.#byId.set(kept.id, kept);
    return kept;
  }

  /** Those that fit all that the filter says; in the order noted, or as asked. */
  list(filter: ObservationFilter = {}, by: ObservationOrder = 'noted'): readonly Observation[] {
    const chosen = [...this.#byId.values()].filter((one) => matches(one, filter));
    return order(chosen, by);
  }

  /** A new list: what is here, then what is there and not here. */
  merge(other: Iterable<Observation>): Observations {
    const merged = new Observations({ clock: this.#clock });
    for (const one of [...this, ...other]) merged.keep(one);
    return merged;
  }

  toJSON(): { readonly schemaVersion: number; readonly observations: readonly Observation[] } {
    return { schemaVersion, observations: [...this] };
  }

  /** A row each, marked as the finding is. Row order: as `list`. */
  toTable(filter?: ObservationFilter, by?: ObservationOrder): Table<ObservationRow> {
    return tableOf(this.list(filter, by));
  }

  /** For reports and tickets: nothing from outside becomes markup or a link that leads anywhere. */
  toMarkdown(options: ObservationsMarkdownOptions = {}): string {
    return observationsMarkdown(this.list(options.filter, options.by), options);
  }

  [Symbol.iterator](): IterableIterator<Observation> {
    return this.#byId.values();
  }
}

/** A list without findings. */
export const createObservations = (options: ObservationsOptions = {}): Observations => new Observations(options);

type Content = Omit<Observation, 'id'>;

function contentOf(given: NewObservation, now: Date): Content {
  const { caption, description, dataType, link, properties = {}, timeRange, data } = given;
  const table = data instanceof Frame ? data.table : data;
  const entities = (given.entities ?? []).map(refOf);
  const marking = strictestTlp([given.marking, table && markingOf(table), ...markingsOf(given.entities ?? [])]);
  return {
    recordedAt: isoOf(now),
    caption,
    ...(description !== undefined && { description }),
    ...(dataType !== undefined && { dataType }),
    ...(given.score !== undefined && { score: scaled(given.score) }),
    tags: sortedTags(given.tags ?? []),
    attack: [...new Set((given.attack ?? []).map((id) => id.trim().toUpperCase()))].toSorted(),
    entities: [...new Map(entities.map((one) => [`${one.kind} ${one.key}`, one])).values()],
    ...(link !== undefined && { link }),
    ...(timeRange && { timeRange: { start: isoOf(timeRange.start), end: isoOf(timeRange.end) } }),
    ...(marking && { marking }),
    properties,
    ...(table && { excerpt: excerptOf(table, given) }),
  };
}

const scaled = (score: NonNullable<NewObservation['score']>): { readonly value: number; readonly of: number } =>
  typeof score === 'number' ? { value: score, of: 100 } : score;

/** An invalid time is left to the schema, which names its place. */
const isoOf = (time: Date): string => (Number.isNaN(time.getTime()) ? 'no time' : time.toISOString());

const sortedTags = (tags: readonly string[]): string[] =>
  [...new Set(tags.map(normalTag).filter((tag) => tag !== ''))].toSorted();

const refOf = ({ kind, key }: Entity | EntityRef): EntityRef => ({ kind, key });
const markingsOf = (entities: readonly (Entity | EntityRef)[]): (Tlp | undefined)[] =>
  entities.map((one) => (isEntity(one) ? one.marking : undefined));

function withId(content: Content): Observation {
  const id = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
  return { id, ...content };
}

function invalid(name: string, { issues }: z.ZodError): PivotKitError {
  const problems = issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  return new PivotKitError('OPTIONS_INVALID', {
    name,
    problems: problems.join('; '),
    suggestion: 'Mend what is named.',
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
