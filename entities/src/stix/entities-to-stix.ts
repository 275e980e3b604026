import { Account } from '../account.ts';
import { AutonomousSystem } from '../autonomous-system.ts';
import { Dns } from '../dns.ts';
import type { Entity } from '../entity.ts';
import { FileHash } from '../file-hash.ts';
import { File } from '../file.ts';
import { IpAddress } from '../ip-address.ts';
import { MailMessage } from '../mail-message.ts';
import { Mailbox } from '../mailbox.ts';
import { NetworkConnection } from '../network-connection.ts';
import { Process } from '../process.ts';
import { RegistryKey } from '../registry-key.ts';
import { RegistryValue } from '../registry-value.ts';
import type { Tlp } from '../tlp.ts';
import { strictestTlp } from '../tlp.ts';
import { Unknown } from '../unknown-entity.ts';
import { Url } from '../url.ts';
import { nameOf, stixHashes } from './stix-hashes.ts';
import { stixObservableId, stixSeededId } from './stix-id.ts';
import type { TlpVersion } from './stix-marking.ts';
import { tlpMarkingDefinition, tlpMarkingId } from './stix-marking.ts';
import type { StixBundle, StixObject, StixProperties } from './stix-object.ts';

export interface StixOptions {
  /** Version of the Traffic Light Protocol for the markings. Default: `2.0`. */
  readonly tlpVersion?: TlpVersion;
}

export interface ToStix {
  readonly bundle: StixBundle;
  /** What STIX 2.1 has no place for, in sentences: entities without an observable, attributes of those with one. */
  readonly problems: readonly string[];
}

/**
 * A bundle of STIX 2.1 observables of the entities and of those they hold, each once, with the definitions of their
 * markings. Ids are those every producer computes (STIX 2.1 §2.9), so the same entities give the same bundle. What
 * `entitiesFromStix` had found without a place here goes back to where it was. Entities that STIX has no observable for
 * (hosts, alerts …) are said in `problems`; what they hold is in the bundle.
 */
export function entitiesToStix(entities: Iterable<Entity>, options: StixOptions = {}): ToStix {
  const writer = new StixWriter(options.tlpVersion ?? '2.0');
  for (const entity of entities) writer.reference(entity);
  return { bundle: writer.bundle(), problems: [...writer.problems] };
}

/** An object's type and properties, and the attributes of the entity that they hold. */
interface Written {
  readonly type: string;
  readonly properties: StixProperties;
  readonly held: readonly string[];
}

class StixWriter {
  readonly problems = new Set<string>();
  readonly #objects = new Map<string, StixObject>();
  readonly #ids = new Map<Entity, string | undefined>();
  readonly #markings = new Map<string, StixObject>();
  readonly #tlpVersion: TlpVersion;

  constructor(tlpVersion: TlpVersion) {
    this.#tlpVersion = tlpVersion;
  }

  bundle(): StixBundle {
    const objects = [...this.#markings.values(), ...this.#objects.values()];
    return { type: 'bundle', id: stixSeededId('bundle', JSON.stringify(objects)), objects };
  }

  /** Id of the entity's object, which is added to the bundle if need be; undefined when STIX has none for it. */
  reference(entity: Entity | undefined): string | undefined {
    if (entity === undefined) return undefined;
    if (!this.#ids.has(entity)) this.#ids.set(entity, this.#write(entity));
    return this.#ids.get(entity);
  }

  add(type: string, properties: StixProperties, marking: Tlp | undefined, seed = ''): string {
    const { id: givenId, ...given } = definedOf(properties);
    const id = typeof givenId === 'string' ? givenId : (stixObservableId(type, given) ?? stixSeededId(type, seed));
    const known = this.#objects.get(id);
    const strictest = strictestTlp([marking, levelOf(known)]);
    const object = { type, spec_version: '2.1', id, ...known, ...given };
    this.#objects.set(id, strictest === undefined ? object : this.#marked(object, strictest));
    if (strictest !== undefined) levels.set(this.#objects.get(id) ?? object, strictest);
    return id;
  }

  #write(entity: Entity): string | undefined {
    const written = this.#written(entity);
    // Held entities that no property refers to are observables of their own.
    for (const { target } of entity.edges()) this.reference(target);
    if (written === undefined) {
      this.problems.add(`STIX has no observable for ${entity.kind} ${entity.toString()}.`);
      return undefined;
    }
    this.#reportLosses(entity, written.held);
    const { type, properties } = written;
    return this.add(
      type,
      { ...extrasOf(entity), ...definedOf(properties) },
      entity.marking,
      `${entity.kind} ${entity.key}`,
    );
  }

  #written(entity: Entity): Written | undefined {
    if (entity instanceof IpAddress)
      return one(entity.version === 4 ? 'ipv4-addr' : 'ipv6-addr', { value: entity.address }, ['address']);
    if (entity instanceof Url) return one('url', { value: entity.url }, ['url']);
    if (entity instanceof Dns) return this.#domain(entity);
    if (entity instanceof Mailbox) return mailbox(entity);
    if (entity instanceof MailMessage) return this.#mail(entity);
    if (entity instanceof FileHash)
      return one('file', { hashes: { [nameOf(entity)]: entity.value } }, ['value', 'algorithm']);
    if (entity instanceof File) return this.#file(entity);
    if (entity instanceof Process) return this.#process(entity);
    if (entity instanceof Account) return account(entity);
    if (entity instanceof RegistryKey) return entity.fullPath === undefined ? undefined : registryKey(entity);
    if (entity instanceof RegistryValue) return registryValue(entity);
    if (entity instanceof NetworkConnection) return this.#traffic(entity);
    if (entity instanceof AutonomousSystem) return system(entity);
    return entity instanceof Unknown ? unknown(entity) : undefined;
  }

  #domain(dns: Dns): Written {
    const addresses = (dns.ipAddresses ?? []).map((address) => this.reference(address));
    const resolved = addresses.length === 0 ? undefined : addresses;
    return one('domain-name', { value: dns.domainName, resolves_to_refs: resolved }, ['domainName', 'ipAddresses']);
  }

  #file(file: File): Written | undefined {
    const hashes = stixHashes(file);
    if (hashes === undefined && !file.name) return undefined;
    const directory = file.directory ? this.add('directory', { path: file.directory }, file.marking) : undefined;
    return one(
      'file',
      {
        name: file.name === '' ? undefined : file.name,
        hashes,
        size: file.sizeInBytes,
        mime_type: file.mimeType,
        parent_directory_ref: directory,
      },
      ['fullPath', 'directory', 'name', 'md5', 'sha1', 'sha256', 'sha256Ac', 'fileHashes', 'sizeInBytes', 'mimeType'],
    );
  }

  #process(process: Process): Written | undefined {
    const properties = {
      pid: process.processNumber,
      created_time: process.creationTimeUtc?.toISOString(),
      cwd: process.currentDirectory,
      command_line: process.commandLine,
      creator_user_ref: this.reference(process.account),
      image_ref: this.reference(process.imageFile),
      parent_ref: this.reference(process.parentProcess),
    };
    if (Object.keys(definedOf(properties)).length === 0) return undefined;
    const held = ['creationTimeUtc', 'currentDirectory', 'commandLine', 'account', 'imageFile', 'parentProcess'];
    return one('process', properties, properties.pid === undefined ? held : [...held, 'processId']);
  }

  #traffic(connection: NetworkConnection): Written | undefined {
    const [source, destination] = [connection.sourceAddress, connection.destinationAddress];
    if (source === undefined && destination === undefined) return undefined;
    const network = (source ?? destination)?.version === 6 ? 'ipv6' : 'ipv4';
    return one(
      'network-traffic',
      {
        src_ref: this.reference(source),
        dst_ref: this.reference(destination),
        src_port: connection.sourcePort,
        dst_port: connection.destinationPort,
        protocols: [network, ...(connection.protocol ? [connection.protocol] : [])],
      },
      ['sourceAddress', 'sourcePort', 'destinationAddress', 'destinationPort', 'protocol'],
    );
  }

  #mail(mail: MailMessage): Written {
    const visible = mail.p2Sender ?? mail.sender;
    const from = this.#address(visible, mail.p2SenderDisplayName, mail.marking);
    const sender = this.#address(mail.p1Sender, mail.p1SenderDisplayName, mail.marking);
    const recipient = this.#address(mail.recipient, undefined, mail.marking);
    const properties = {
      is_multipart: false,
      date: mail.receivedDate?.toISOString(),
      subject: mail.subject,
      message_id: mail.internetMessageId,
      from_ref: from,
      sender_ref: sender,
      to_refs: recipient === undefined ? undefined : [recipient],
    };
    const held = ['receivedDate', 'subject', 'internetMessageId'];
    if (from !== undefined) held.push('p2Sender', 'p2SenderDisplayName');
    if (from !== undefined && (mail.sender === undefined || mail.sender === visible)) held.push('sender');
    if (sender !== undefined) held.push('p1Sender', 'p1SenderDisplayName');
    if (recipient !== undefined) held.push('recipient');
    return one('email-message', { ...properties, ...extrasOf(mail) }, held);
  }

  #address(text: string | undefined, displayName: string | undefined, marking: Tlp | undefined): string | undefined {
    const parsed = text === undefined ? undefined : Mailbox.parse(text);
    const address = parsed?.ok === true ? parsed.value.mailboxPrimaryAddress : undefined;
    if (address === undefined) return undefined;
    return this.add(
      'email-addr',
      { value: address, display_name: displayName === '' ? undefined : displayName },
      marking,
    );
  }

  #marked(object: StixObject, level: Tlp): StixObject {
    const id = tlpMarkingId(level, this.#tlpVersion);
    this.#markings.set(id, tlpMarkingDefinition(level, this.#tlpVersion));
    const others = othersOf(object['object_marking_refs']);
    return { ...object, object_marking_refs: [id, ...others] };
  }

  #reportLosses(entity: Entity, held: readonly string[]): void {
    const { original: _, marking: __, additionalData, ...attributes } = Object.fromEntries(Object.entries(entity));
    const lost = Object.entries(attributes)
      .filter(([name, value]) => value !== undefined && value !== '' && !held.includes(name))
      .map(([name]) => name);
    if (hasOthers(additionalData)) lost.push('additionalData');
    if (lost.length > 0)
      this.problems.add(`STIX has no place for ${lost.join(', ')} of ${entity.kind} ${entity.toString()}.`);
  }
}

/** Level a written object is marked with, to unite the markings of two mentions. */
const levels = new WeakMap<StixObject, Tlp>();
const levelOf = (object: StixObject | undefined): Tlp | undefined =>
  object === undefined ? undefined : levels.get(object);

const one = (type: string, properties: StixProperties, held: readonly string[]): Written => ({
  type,
  properties,
  held,
});

const definedOf = (properties: StixProperties): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

function mailbox(box: Mailbox): Written | undefined {
  if (box.mailboxPrimaryAddress === undefined) return undefined;
  const properties = { value: box.mailboxPrimaryAddress, display_name: box.displayName };
  return one('email-addr', properties, ['mailboxPrimaryAddress', 'displayName']);
}

/** `user_id` is what the system tells accounts apart by: SID, directory id or number. */
function account(user: Account): Written | undefined {
  const ids = { sid: user.sid, aadUserId: user.aadUserId, objectGuid: user.objectGuid, uid: user.uid?.toString() };
  const id = Object.entries(ids).find(([, value]) => value !== undefined);
  const login = user.ntDomain || !user.upnSuffix ? 'ntDomain' : 'upnSuffix';
  const properties = {
    user_id: id?.[1],
    account_login: user.name ? loginOf(user) : undefined,
    account_type: accountType(user),
    display_name: user.displayName === '' ? undefined : user.displayName,
  };
  if (Object.keys(definedOf(properties)).length === 0) return undefined;
  const typed = properties.account_type === undefined || user.uid !== undefined ? [] : ['isDomainJoined'];
  const named = properties.account_login === undefined ? [] : ['name', login];
  return one('user-account', properties, ['displayName', ...named, ...typed, ...(id === undefined ? [] : [id[0]])]);
}

function loginOf(user: Account): string {
  if (user.ntDomain) return `${user.ntDomain}\\${user.name}`;
  return user.upnSuffix ? `${user.name}@${user.upnSuffix}` : `${user.name}`;
}

function accountType(user: Account): string | undefined {
  if (user.uid !== undefined) return 'unix';
  if (user.isDomainJoined === undefined) return undefined;
  return user.isDomainJoined ? 'windows-domain' : 'windows-local';
}

const registryKey = (key: RegistryKey): Written => one('windows-registry-key', { key: key.fullPath }, ['hive', 'path']);

/** Names of value types in alerts whose STIX name is not their own (`windows-registry-datatype-enum`). */
const dataTypes: Readonly<Partial<Record<string, string>>> = {
  dword: 'REG_DWORD',
  qword: 'REG_QWORD',
  string: 'REG_SZ',
  expandstring: 'REG_EXPAND_SZ',
  multistring: 'REG_MULTI_SZ',
  binary: 'REG_BINARY',
  none: 'REG_NONE',
};

function registryValue({ registryKey: key, name, value, valueType }: RegistryValue): Written | undefined {
  if (name === undefined && value === undefined) return undefined;
  const type = valueType === undefined ? undefined : (dataTypes[valueType.toLowerCase()] ?? valueType);
  const dataType = type?.startsWith('REG_') === true ? type : undefined;
  const held = ['registryKey', 'name', 'value', ...(dataType === undefined ? [] : ['valueType'])];
  const values = [definedOf({ name, data: value, data_type: dataType })];
  return one('windows-registry-key', { key: key?.fullPath, values }, held);
}

const system = ({ number, name, registry }: AutonomousSystem): Written =>
  one('autonomous-system', { number, name: blankless(name), rir: blankless(registry) }, ['number', 'name', 'registry']);

const blankless = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** What came from STIX goes back; an unknown thing of another source has no STIX type. */
function unknown(entity: Unknown): Written | undefined {
  const isFromStix = entity.additionalData !== undefined && 'stix' in entity.additionalData;
  if (!isFromStix || entity.type === undefined) return undefined;
  return one(entity.type, { name: entity.name, ...entity.data }, ['type', 'name', 'data']);
}

/** Properties that a reader had found without a place in the entity. */
function extrasOf(entity: Entity): StixProperties {
  const stix: unknown = entity.additionalData?.['stix'];
  return typeof stix === 'object' && stix !== null ? Object.fromEntries(Object.entries(stix)) : {};
}

function hasOthers(additionalData: unknown): boolean {
  if (typeof additionalData !== 'object' || additionalData === null) return false;
  return Object.keys(additionalData).some((name) => name !== 'stix');
}

const othersOf = (references: unknown): readonly unknown[] => {
  const list: readonly unknown[] = Array.isArray(references) ? references : [];
  return list.filter((reference) => typeof reference === 'string' && levelsOfTlp.every((id) => id !== reference));
};

const levelsOfTlp = (['clear', 'green', 'amber', 'amber+strict', 'red'] as const).flatMap((level) => [
  tlpMarkingId(level, '1.0'),
  tlpMarkingId(level, '2.0'),
]);
