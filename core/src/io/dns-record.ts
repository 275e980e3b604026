import { z } from 'zod';
import { checkReply } from './http.ts';

const name = z.string();
const uint16 = z.int().min(0).max(65_535);
const uint32 = z.int().min(0).max(4_294_967_295);

/** What a record of each type holds; names in lower case without final dot. */
const dataSchemas = {
  A: z.string(),
  AAAA: z.string(),
  CNAME: name,
  DNAME: name,
  NS: name,
  PTR: name,
  /** The strings of the record put together (RFC 7208 §3.3), as UTF-8 where they are, else as Latin-1. */
  TXT: z.string(),
  MX: z.object({ preference: uint16, exchange: name }),
  SRV: z.object({ priority: uint16, weight: uint16, port: uint16, target: name }),
  SOA: z.object({
    mname: name,
    rname: name,
    serial: uint32,
    refresh: uint32,
    retry: uint32,
    expire: uint32,
    /** Seconds for which "no such thing" may be kept (RFC 2308). */
    minimum: uint32,
  }),
  CAA: z.object({ flags: z.int().min(0).max(255), tag: z.string(), value: z.string() }),
  DS: z.object({ keyTag: uint16, algorithm: z.int(), digestType: z.int(), digest: z.string() }),
} as const;

/** Types of records that can be asked for. */
export type DnsType = keyof typeof dataSchemas;

export const dnsTypes = Object.keys(dataSchemas) as readonly DnsType[];

/** What records of a type hold. */
export type DnsData<T extends DnsType = DnsType> = z.output<(typeof dataSchemas)[T]>;

/** One record of an answer. */
export type DnsRecord<T extends DnsType = DnsType> = {
  readonly [K in T]: {
    /** Whose record it is; after an alias not the name that was asked about. */
    readonly name: string;
    readonly type: K;
    /** Seconds for which it may be kept. */
    readonly ttl: number;
    readonly data: DnsData<K>;
  };
}[T];

/** What a name server says of the question as a whole (RFC 1035 §4.1.1); others are `RCODE11` and so on. */
export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | `RCODE${number}`;

const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;

export const rcodeOf = (code: number): Rcode => rcodes[code] ?? `RCODE${code}`;

/** What a name server answered: an answer with no record of the type asked for says that there is none. */
export interface DnsReply {
  readonly rcode: Rcode;
  readonly answers: readonly DnsRecord[];
  /** Where there is no answer: whose word that is, and for how long. */
  readonly authorities: readonly DnsRecord[];
  /** Whether the resolver says that it has checked the signatures (DNSSEC); only as good as the way to it. */
  readonly isAuthentic: boolean;
}

const recordSchema = z.discriminatedUnion('type', [
  record('A'),
  record('AAAA'),
  record('CNAME'),
  record('DNAME'),
  record('NS'),
  record('PTR'),
  record('TXT'),
  record('MX'),
  record('SRV'),
  record('SOA'),
  record('CAA'),
  record('DS'),
]);

function record<T extends DnsType>(type: T) {
  return z.object({ name, type: z.literal(type), ttl: uint32, data: dataSchemas[type] });
}

const rcodeSchema = z.custom<Rcode>((value) => typeof value === 'string' && /^[A-Z]+\d*$/.test(value));

const replySchema = z.object({
  rcode: rcodeSchema,
  answers: z.array(recordSchema),
  authorities: z.array(recordSchema),
  isAuthentic: z.boolean(),
});

/** @throws REPLY_INVALID */
export const checkDnsReply = (value: unknown, server: string): DnsReply => checkReply(value, replySchema, server);

/** The record, where it is of a known type and well formed; undefined for any other. */
export const readRecord = (value: object): DnsRecord | undefined => recordSchema.safeParse(value).data;

/** The records of a type among others, typed. */
export const recordsOf = <T extends DnsType>(records: readonly DnsRecord[], type: T): readonly DnsRecord<T>[] =>
  records.filter((each): each is DnsRecord<T> & DnsRecord => each.type === type);

/** In lower case, without final dot: names are equal whatever their case (RFC 4343). */
export const plainName = (text: string): string => text.toLowerCase().replace(/\.$/, '');
