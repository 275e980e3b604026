/** An object of STIX 2.1: its type, its id and the properties of the type. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** A collection of STIX objects, as it is exchanged. */
export interface StixBundle {
  readonly type: 'bundle';
  readonly id: string;
  readonly objects: readonly StixObject[];
}

export type StixProperties = Readonly<Record<string, unknown>>;
