import { Account } from '../account.ts';
import { isGuid, isSid } from '../attribute-schemas.ts';
import { AutonomousSystem } from '../autonomous-system.ts';
import { isRecord } from '../convert/wire-value.ts';
import type { FromWire } from '../convert/entity-from-wire.ts';
import { Dns } from '../dns.ts';
import type { Entity } from '../entity.ts';
import { EntityError } from '../entity-error.ts';
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
import { fileHashes, nameOf, readHash } from './stix-hashes.ts';
import { stixObservableId, stixSeededId } from './stix-id.ts';
import { tlpOfMarking } from './stix-marking.ts';
import type { StixObject } from './stix-object.ts';
import { Properties } from './properties-reader.ts';

/**
 * The entities of a STIX 2.1 bundle or list of objects, in order. Objects that only say more of another (definitions of
 * TLP markings, a file's directory) are part of it, not entities of their own; a registry key with values gives one
 * entity per value. Properties without an attribute are kept under `additionalData.stix`, types without a kind become
 * `Unknown` with all their data, so `entitiesToStix` can give back what was read.
 */
export function entitiesFromStix(input: unknown): FromWire<readonly Entity[]> {
  const objects = objectsOf(input);
  const reader = new StixReader(objects.filter(isStixObject));
  for (const object of objects)
    if (!isStixObject(object)) reader.problems.push('An object without type and id is left out.');
  return { value: reader.entities(), problems: reader.problems };
}

function objectsOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  if (!isRecord(input))
    throw new EntityError('ENTITY_INVALID', 'STIX data is a bundle, an object or a list of objects.');
  if (input['type'] !== 'bundle') return [input];
  return Array.isArray(input['objects']) ? input['objects'] : [];
}

const isStixObject = (value: unknown): value is StixObject =>
  isRecord(value) && typeof value['type'] === 'string' && typeof value['id'] === 'string';

type Build = (properties: Properties, reader: StixReader) => readonly Entity[];

class StixReader {
  readonly problems: string[] = [];
  readonly #byId: ReadonlyMap<string, StixObject>;
  readonly #done = new Map<string, readonly Entity[]>();
  readonly #open = new Set<string>();
  readonly #partOfOthers = new Set<string>();

  constructor(objects: readonly StixObject[]) {
    this.#byId = new Map(objects.map((object) => [object.id, object]));
    for (const object of objects)
      if (object.type === 'file' && typeof object['parent_directory_ref'] === 'string')
        this.#partOfOthers.add(object['parent_directory_ref']);
  }

  entities(): Entity[] {
    return [...this.#byId.values()]
      .filter((object) => !this.#partOfOthers.has(object.id) && !this.#isTlpDefinition(object))
      .flatMap((object) => this.read(object));
  }

  /** The one entity an object gives; undefined when it is not in the bundle, under construction or another kind. */
  reference<E extends Entity>(id: unknown, cls: { new (attributes: never): E }): E | undefined {
    const object = typeof id === 'string' ? this.#byId.get(id) : undefined;
    if (object === undefined || this.#open.has(object.id)) return undefined;
    const [entity, ...others] = this.read(object);
    const isOfClass = (value: Entity): value is E => value instanceof cls;
    return entity !== undefined && isOfClass(entity) && others.length === 0 ? entity : undefined;
  }

  /** Path of a directory object, which is an attribute here and not an entity. */
  directory(id: unknown): string | undefined {
    const path = typeof id === 'string' ? this.#byId.get(id)?.['path'] : undefined;
    return typeof path === 'string' ? path : undefined;
  }

  read(object: StixObject): readonly Entity[] {
    const done = this.#done.get(object.id);
    if (done !== undefined) return done;
    this.#open.add(object.id);
    const entities = this.#build(object);
    this.#open.delete(object.id);
    this.#done.set(object.id, entities);
    return entities;
  }

  #build(object: StixObject): readonly Entity[] {
    const build = Object.hasOwn(builders, object.type) ? builders[object.type] : undefined;
    const properties = this.#properties(object);
    if (build === undefined) return [asUnknown(object, properties)];
    try {
      const entities = build(properties, this);
      return isSeededId(object, entities) ? build(this.#properties(object, false), this) : entities;
    } catch (error) {
      if (!(error instanceof EntityError)) throw error;
      this.problems.push(`${object.id} is kept as Unknown: ${error.message}`);
      return [asUnknown(object, this.#properties(object))];
    }
  }

  #properties(object: StixObject, keepsId = true): Properties {
    const { type, id, spec_version: _, object_marking_refs: references, ...rest } = object;
    const marks: readonly unknown[] = Array.isArray(references) ? references : [];
    const tlp = marks.map((mark) => this.#tlpOf(mark));
    const others = marks.filter((_mark, at) => tlp[at] === undefined);
    const kept = others.length === 0 ? rest : { ...rest, object_marking_refs: others };
    // An id that cannot be computed again (random ones) has to be remembered.
    const ownId = !keepsId || stixObservableId(type, rest) === id ? {} : { id };
    return new Properties({ ...kept, ...ownId }, strictestTlp(tlp));
  }

  #tlpOf(id: unknown): Tlp | undefined {
    return typeof id === 'string' ? tlpOfMarking(id, this.#byId.get(id)) : undefined;
  }

  #isTlpDefinition(object: StixObject): boolean {
    return object.type === 'marking-definition' && tlpOfMarking(object.id, object) !== undefined;
  }
}

/** An id that this package made up from the entity's key can be made up again. */
function isSeededId({ type, id }: StixObject, [entity]: readonly Entity[]): boolean {
  return entity !== undefined && id === stixSeededId(type, `${entity.kind} ${entity.key}`);
}

function asUnknown(object: StixObject, properties: Properties): Unknown {
  const name = properties.text('name');
  const { id, ...data } = properties.rest();
  return new Unknown({
    type: object.type,
    name,
    marking: properties.marking,
    data,
    additionalData: { stix: id === undefined ? {} : { id } },
  });
}

/** A property the object cannot be without. */
function required(properties: Properties, name: string): string {
  const text = properties.text(name);
  if (text === undefined) throw new EntityError('ENTITY_INVALID', `The property '${name}' is missing or no text.`);
  return text;
}

const readAddress: Build = (properties) => [
  new IpAddress({ address: required(properties, 'value'), ...properties.common() }),
];

const builders: Readonly<Record<string, Build>> = {
  'ipv4-addr': readAddress,
  'ipv6-addr': readAddress,
  url: (properties) => [new Url({ url: required(properties, 'value'), ...properties.common() })],
  'domain-name': readDomain,
  'email-addr': (properties) => [
    new Mailbox({
      mailboxPrimaryAddress: required(properties, 'value'),
      displayName: properties.text('display_name'),
      ...properties.common(),
    }),
  ],
  'email-message': readMail,
  file: readFile,
  process: readProcess,
  'user-account': readAccount,
  'windows-registry-key': readRegistry,
  'network-traffic': readTraffic,
  'autonomous-system': readSystem,
};

function readDomain(properties: Properties, reader: StixReader): readonly Entity[] {
  const domainName = required(properties, 'value');
  const ipAddresses = properties.take('resolves_to_refs', (value) =>
    allOf(value, (id) => reader.reference(id, IpAddress)),
  );
  return [new Dns({ domainName, ipAddresses, ...properties.common() })];
}

/** All items read, or undefined when one of them cannot be. */
function allOf<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function readFile(properties: Properties, reader: StixReader): readonly Entity[] {
  const hash = properties.take('hashes', (value) => (isHashAlone(properties) ? onlyHash(value) : undefined));
  if (hash !== undefined)
    return [new FileHash({ value: hash.value, algorithm: hash.algorithm, ...properties.common() })];
  const digests = properties.take('hashes', (value) => (isRecord(value) ? fileHashes(value) : undefined));
  return [
    new File({
      ...digests,
      name: properties.text('name'),
      directory: properties.take('parent_directory_ref', (id) => reader.directory(id)),
      sizeInBytes: properties.number('size'),
      mimeType: properties.text('mime_type'),
      ...properties.common(),
    }),
  ];
}

/** A file of which nothing but one digest is known is that digest. */
const isHashAlone = (properties: Properties): boolean =>
  Object.keys(properties.rest()).every((name) => name === 'hashes' || name === 'id');

function onlyHash(value: unknown): FileHash | undefined {
  const [hash, ...others] = isRecord(value) ? Object.entries(value) : [];
  return hash === undefined || others.length > 0 ? undefined : readHash(...hash);
}

function readProcess(properties: Properties, reader: StixReader): readonly Entity[] {
  return [
    new Process({
      processId: properties.number('pid')?.toString(),
      creationTimeUtc: properties.time('created_time'),
      currentDirectory: properties.text('cwd'),
      commandLine: properties.text('command_line'),
      account: properties.take('creator_user_ref', (id) => reader.reference(id, Account)),
      imageFile: properties.take(
        'image_ref',
        (id) => reader.reference(id, File) ?? fileOf(reader.reference(id, FileHash)),
      ),
      parentProcess: properties.take('parent_ref', (id) => reader.reference(id, Process)),
      ...properties.common(),
    }),
  ];
}

function fileOf(hash: FileHash | undefined): File | undefined {
  if (hash === undefined) return undefined;
  const { marking, additionalData } = hash;
  return new File({ ...fileHashes({ [nameOf(hash)]: hash.value }), marking, additionalData });
}

function readAccount(properties: Properties): readonly Entity[] {
  const id = properties.rest()['user_id'];
  const type = properties.take('account_type', (value) => (isKnownType(value, id) ? value : undefined));
  const login = properties.text('account_login');
  return [
    new Account({
      ...(login === undefined ? {} : loginAttributes(login)),
      ...properties.take('user_id', (value) => userId(value, type)),
      ...(type === undefined || type === 'unix' ? {} : { isDomainJoined: type === 'windows-domain' }),
      displayName: properties.text('display_name'),
      ...properties.common(),
    }),
  ];
}

const isUid = (id: unknown): id is string => typeof id === 'string' && /^\d{1,10}$/.test(id);

/** A Unix account is told by its numeric id; without one the type has no place in the attributes. */
const isKnownType = (type: unknown, id: unknown): boolean =>
  type === 'windows-domain' || type === 'windows-local' || (type === 'unix' && isUid(id));

function userId(id: unknown, type: unknown): object | undefined {
  if (typeof id !== 'string') return undefined;
  if (isSid(id)) return { sid: id };
  if (type === 'unix' && isUid(id)) return { uid: Number(id) };
  return isGuid(id) ? { aadUserId: id } : undefined;
}

/** `DOMAIN\name`, `name@suffix` or a bare name, whatever else it looks like. */
function loginAttributes(login: string): object {
  const parsed = /[\\@]/.test(login) ? Account.parse(login) : undefined;
  if (parsed?.ok !== true || parsed.value.name === undefined) return { name: login };
  const { name, ntDomain, upnSuffix } = parsed.value;
  return { name, ntDomain, upnSuffix };
}

function readRegistry(properties: Properties): readonly Entity[] {
  const path = properties.text('key');
  const values = properties.take('values', (value) => allOf(value, registryValue));
  const parsed = path === undefined ? undefined : RegistryKey.parse(path);
  const place = parsed?.ok === true ? { hive: parsed.value.hive, path: parsed.value.path } : { path };
  if (values === undefined || values.length === 0) return [new RegistryKey({ ...place, ...properties.common() })];
  const registryKey = path === undefined ? undefined : new RegistryKey({ ...place, marking: properties.marking });
  return values.map((value) => new RegistryValue({ ...value, registryKey, ...properties.common() }));
}

/** A value with nothing but what has an attribute; undefined leaves all the values where they are. */
function registryValue(value: unknown): object | undefined {
  if (!isRecord(value)) return undefined;
  const { name, data, data_type: valueType, ...others } = value;
  const isText = [name, data, valueType].every((part) => part === undefined || typeof part === 'string');
  return isText && Object.keys(others).length === 0 ? { name, value: data, valueType } : undefined;
}

function readTraffic(properties: Properties, reader: StixReader): readonly Entity[] {
  return [
    new NetworkConnection({
      sourceAddress: properties.take('src_ref', (id) => reader.reference(id, IpAddress)),
      destinationAddress: properties.take('dst_ref', (id) => reader.reference(id, IpAddress)),
      sourcePort: properties.number('src_port'),
      destinationPort: properties.number('dst_port'),
      protocol: protocolOf(properties),
      ...properties.common(),
    }),
  ];
}

function readSystem(properties: Properties): readonly Entity[] {
  const number = properties.number('number');
  if (number === undefined)
    throw new EntityError('ENTITY_INVALID', "The property 'number' is missing or no whole number.");
  const known = { number, name: properties.text('name'), registry: properties.text('rir') };
  return [new AutonomousSystem({ ...known, ...properties.common() })];
}

/** The protocol above IP: of `ipv4, tcp` it is `tcp`. A longer or other list has no place in the attribute. */
function protocolOf(properties: Properties): string | undefined {
  const protocols: unknown = properties.rest()['protocols'];
  const list: readonly unknown[] = Array.isArray(protocols) ? protocols : [];
  const [network, protocol, ...others] = list;
  const isPair = (network === 'ipv4' || network === 'ipv6') && others.length === 0;
  if (!isPair || (protocol !== undefined && typeof protocol !== 'string')) return undefined;
  properties.take('protocols', () => list);
  return protocol;
}

function readMail(properties: Properties, reader: StixReader): readonly Entity[] {
  properties.take('is_multipart', (value) => (value === false ? value : undefined));
  const from = properties.take('from_ref', (id) => reader.reference(id, Mailbox));
  const sender = properties.take('sender_ref', (id) => reader.reference(id, Mailbox));
  const recipients = properties.take('to_refs', (value) =>
    Array.isArray(value) && value.length === 1 ? allOf(value, (id) => reader.reference(id, Mailbox)) : undefined,
  );
  return [
    new MailMessage({
      p2Sender: from?.mailboxPrimaryAddress,
      p2SenderDisplayName: from?.displayName,
      p1Sender: sender?.mailboxPrimaryAddress,
      p1SenderDisplayName: sender?.displayName,
      recipient: recipients?.[0]?.mailboxPrimaryAddress,
      receivedDate: properties.time('date'),
      subject: properties.text('subject'),
      internetMessageId: properties.text('message_id'),
      ...properties.common(),
    }),
  ];
}
