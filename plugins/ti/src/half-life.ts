import type { Entity } from '@pivotkit/entities';
import { observableOf } from './observable.ts';

/** Days in which an opinion about a thing loses half its weight: addresses change hands, a content stays what it is. */
const daysByKind: Readonly<Record<string, number>> = {
  IpAddress: 30,
  Url: 30,
  Dns: 90,
  FileHash: Infinity,
  File: Infinity,
};

export const halfLifeDays = (entity: Entity): number => daysByKind[observableOf(entity).kind] ?? 30;
