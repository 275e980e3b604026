import { isRecord } from './wire-value.ts';

type Wire = Readonly<Record<string, unknown>>;

/** What an object of the wire says it is, and its attributes without `$id`, `$ref` and the type. */
export interface WireShape {
  readonly type: string | undefined;
  readonly attributes: Wire;
}

const typeNames = ['Type', 'type', 'entityType', 'EntityType', 'kind', 'Kind', '@odata.type'];
const markNames: ReadonlySet<string> = new Set(['$id', '$ref']);

/** Whether a name says what an object is, not what it is like. */
export const isReservedName = (name: string): boolean =>
  typeNames.includes(name) || markNames.has(name) || name === 'properties';

/**
 * Brings the shapes in which these products write an entity to one: `{ Type, … }` of alert tables,
 * `{ kind, properties: { … } }` of the management interface, `{ entityType, … }` of the alert interface and
 * `{ "@odata.type": "#microsoft.graph.security.…Evidence", … }` of the graph.
 */
export function adaptWire(wire: Wire): WireShape {
  const typeName = typeNames.find((name) => typeof wire[name] === 'string');
  const written = typeName === undefined ? undefined : String(wire[typeName]);
  const entries = Object.entries(wire).filter(([name]) => name !== typeName && !markNames.has(name));
  if (written !== undefined && typeName === '@odata.type') return adaptEvidence(written, Object.fromEntries(entries));
  const isResource = (typeName === 'kind' || wire['kind'] !== undefined) && isRecord(wire['properties']);
  if (isResource) return adaptResource(wire, wire['properties']);
  return { type: written, attributes: Object.fromEntries(entries) };
}

/** `properties` holds the attributes; what stands beside them (id, name, etag) is about the record, not the thing. */
function adaptResource(wire: Wire, properties: unknown): WireShape {
  const { kind, properties: _, type: __, ...record } = wire;
  const inner = isRecord(properties) ? properties : {};
  const marks = Object.fromEntries(Object.entries(record).filter(([name]) => !markNames.has(name)));
  const attributes = { ...inner, ...(Object.keys(marks).length === 0 ? {} : { resource: marks }) };
  return { type: typeof kind === 'string' ? kind : undefined, attributes };
}

/** `Upn` of an account says both name and suffix; it is taken apart where the suffix is not known otherwise. */
export function withUserPrincipal(attributes: Wire): Wire {
  const entries = Object.entries(attributes);
  const principal = entries.find(([name]) => /^(upn|userprincipalname)$/i.test(name))?.[1];
  const names = new Set(entries.map(([name]) => name.toLowerCase()));
  if (typeof principal !== 'string' || !principal.includes('@')) return attributes;
  if (names.has('upnsuffix')) return attributes;
  const at = principal.lastIndexOf('@');
  const rest = entries.filter(([name]) => !/^(upn|userprincipalname)$/i.test(name));
  const named = names.has('name') || names.has('accountname') ? [] : [['Name', principal.slice(0, at)] as const];
  return Object.fromEntries([...rest, ...named, ['UPNSuffix', principal.slice(at + 1)] as const]);
}

/** Kind of each evidence of the graph whose name is not its kind. Graph API v1.0, alertEvidence, read 2026-11-20. */
const evidenceKinds: Readonly<Record<string, string>> = {
  device: 'Host',
  user: 'Account',
  analyzedmessage: 'MailMessage',
  azureresource: 'AzureResource',
  cloudapplication: 'CloudApplication',
  file: 'File',
  ip: 'IpAddress',
  iotdevice: 'IoTDevice',
  mailbox: 'Mailbox',
  mailcluster: 'MailCluster',
  malware: 'Malware',
  oauthapplication: 'OAuthApplication',
  process: 'Process',
  registrykey: 'RegistryKey',
  registryvalue: 'RegistryValue',
  securitygroup: 'SecurityGroup',
  serviceprincipal: 'ServicePrincipal',
  url: 'Url',
  dns: 'Dns',
  filehash: 'FileHash',
  hostlogonsession: 'HostLogonSession',
};

/** Members of an evidence that hold the thing's own attributes one level down. */
const ownMembers: Readonly<Record<string, string>> = { Account: 'userAccount', File: 'fileDetails' };

function adaptEvidence(written: string, attributes: Wire): WireShape {
  const name = written.replace(/^#?(microsoft\.graph\.)?(security\.)?/i, '');
  const type = evidenceKinds[name.replace(/evidence$/i, '').toLowerCase()] ?? name;
  const { [ownMembers[type] ?? '']: own, userAccount: account, ...rest } = attributes;
  if (isRecord(own)) return { type, attributes: { ...rest, ...own } };
  return { type, attributes: account === undefined ? rest : { ...rest, account } };
}
