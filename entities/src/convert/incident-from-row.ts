import type { Entity } from '../entity.ts';
import { EntityError } from '../entity-error.ts';
import { isGuid } from '../attribute-schemas.ts';
import { Incident } from '../incident.ts';
import { entityFromWire } from './entity-from-wire.ts';
import { foldWireName } from './wire-names.ts';
import { isRecord, listItems, parseJson } from './wire-value.ts';

export interface IncidentOfRow {
  readonly incident: Incident;
  /** What of the row could not be taken as it is, in sentences; the data itself is kept in `additionalData`. */
  readonly problems: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

/**
 * The incident of a row or reply: of the management interface of Microsoft Sentinel, flattened (`properties.title`) or
 * nested, of its table `SecurityIncident`, of the incident interface of Defender, or of the graph; with its alerts and
 * their entities where the row holds them. Rows: 1 → 1, whatever the cells hold.
 */
export function incidentFromRow(row: Row): IncidentOfRow {
  const cells = withoutEmpty(flatten(row));
  const wire = { ...Object.fromEntries(cells.flatMap(readCell)), ...ownerOf(cells), ...identityOf(cells) };
  const { value, problems } = entityFromWire({ ...wire, Type: 'incident' });
  return { incident: asIncident(value), problems };
}

function asIncident(value: Entity): Incident {
  if (value instanceof Incident) return value;
  throw new EntityError('ENTITY_INVALID', 'The cells of the row are no incident.');
}

/** `{ properties: { title } }` → `title`; what stands below `additionalData` keeps its own name, lists stay. */
function flatten(row: Row): [string, unknown][] {
  return Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    const path = name.replace(/^properties\./, '');
    const inner = /^(properties|additionaldata|owner)$/i.test(path) ? objectOf(value) : undefined;
    if (inner === undefined) return [[path, value]];
    const prefix = path.toLowerCase() === 'owner' ? 'owner.' : '';
    return flatten(Object.fromEntries(Object.entries(inner).map(([part, cell]) => [prefix + part, cell])));
  });
}

const objectOf = (value: unknown): Row | undefined => {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(parsed) ? parsed : undefined;
};

const withoutEmpty = (cells: readonly [string, unknown][]): [string, unknown][] =>
  cells
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && !Number.isNaN(value))
    .map(([name, value]) => [name.replace(/^additionalData\./i, ''), value]);

const separate: ReadonlySet<string> = new Set([
  'id',
  'incidentid',
  'incidentname',
  'name',
  'type',
  'assignedto',
  'odatatype',
]);

function readCell([name, value]: readonly [string, unknown]): [string, unknown][] {
  const folded = foldWireName(name);
  if (separate.has(folded) || name.startsWith('owner.')) return [];
  if (folded === 'alerts') return [['alerts', listItems(value).map(asAlert)]];
  if (folded === 'entities') return [['entities', listItems(value).map(asEntity)]];
  if (folded === 'labels' || folded === 'tags') return [['labels', listItems(value).map(labelName)]];
  return [[name, value]];
}

const labelName = (label: unknown): unknown =>
  isRecord(label) ? (label['labelName'] ?? label['name'] ?? label) : label;

/** `[kind, properties]`, as the peer product's rows have entities, or an object that says its kind. */
function asEntity(item: unknown): unknown {
  if (!Array.isArray(item)) return item;
  const pair: readonly unknown[] = item;
  return typeof pair[0] === 'string' && isRecord(pair[1]) ? { ...pair[1], Type: pair[0] } : item;
}

/** Sentinel names the system's id `ID`, the graph the provider's `id`; Defender keeps devices apart from entities. */
function asAlert(item: unknown): unknown {
  if (!isRecord(item)) return { Type: 'alert', SystemAlertId: item };
  const { ID: systemAlertId, Name: displayName, id: providerAlertId, devices, entities, ...rest } = item;
  const hosts = devices === undefined ? [] : listItems(devices).map(asHost);
  const things = entities === undefined ? hosts : [...listItems(entities), ...hosts];
  const named = { SystemAlertId: systemAlertId, DisplayName: displayName, ProviderAlertId: providerAlertId };
  const known = Object.entries(named).filter(([, value]) => value !== undefined);
  return { ...rest, ...Object.fromEntries(known), ...(things.length === 0 ? {} : { entities: things }), Type: 'alert' };
}

const asHost = (device: unknown): unknown => (isRecord(device) ? { ...device, Type: 'host' } : device);

const ownerNames: Readonly<Record<string, string>> = {
  'owner.assignedto': 'name',
  'owner.name': 'name',
  'owner.email': 'email',
  'owner.userprincipalname': 'upn',
  'owner.upn': 'upn',
  'owner.objectid': 'id',
  'owner.id': 'id',
  assignedto: 'name',
};

function ownerOf(cells: readonly [string, unknown][]): Row {
  const parts = cells.flatMap(([name, value]) => {
    const part = ownerNames[name.toLowerCase()];
    return part !== undefined && typeof value === 'string' ? [[part, value] as const] : [];
  });
  return parts.length === 0 ? {} : { owner: Object.fromEntries(parts) };
}

/**
 * The incident's id: `incidentId`, else the last part of a resource id, else `IncidentName`, which is a GUID in the table
 * and the title in Defender. `name` repeats the id in the management interface.
 */
function identityOf(cells: readonly [string, unknown][]): Row {
  const cell = (folded: string): string | undefined => {
    const value = cells.find(([name]) => foldWireName(name) === folded)?.[1];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [id, name, incidentName] = [cell('id'), cell('name'), cell('incidentname')];
  const isNameId = incidentName !== undefined && isGuid(incidentName);
  const incidentId = cell('incidentid') ?? id?.split('/').at(-1) ?? (isNameId ? incidentName : undefined) ?? name;
  const extra = Object.entries({ resourceId: id?.includes('/') === true ? id : undefined, name }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...(incidentId === undefined ? {} : { incidentId }),
    ...(incidentName === undefined || isNameId ? {} : { displayName: incidentName }),
    ...(extra.length === 0 ? {} : { resource: Object.fromEntries(extra) }),
  };
}
