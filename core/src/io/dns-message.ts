import { isUtf8 } from 'node:buffer';
import type * as DnsPacket from 'dns-packet';
import type { Answer, Packet } from 'dns-packet';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { plainName, rcodeOf, readRecord, type DnsRecord, type DnsReply, type DnsType } from './dns-record.ts';

type Codec = Pick<typeof DnsPacket, 'encode' | 'decode'>;

/** What is asked, with the number that the answer must repeat. */
export interface DnsQuery {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
}

const flags = { recursionDesired: 0x0100, truncated: 0x0200, response: 0x8000, authentic: 0x0020 } as const;

/** Datagrams of this size are not broken into pieces on the way (DNS Flag Day 2020). */
const udpPayloadSize = 1232;

/** A query with EDNS (RFC 6891) that asks for recursion and to be told whether the answer is authentic (RFC 6840 §5.7). */
export const encodeQuery = (codec: Codec, { id, name, type }: DnsQuery): Buffer =>
  codec.encode({
    type: 'query',
    id,
    flags: flags.recursionDesired | flags.authentic,
    questions: [{ type, name, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });

/** Whether a message answers the query: its number and its question; anything else was meant for another, or is forged. */
export function answersQuery(message: Uint8Array, query: DnsQuery): boolean {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  return bytes.length >= 12 && bytes.readUInt16BE(0) === query.id && (bytes.readUInt16BE(2) & flags.response) !== 0;
}

export const isTruncated = (message: Buffer): boolean => (message.readUInt16BE(2) & flags.truncated) !== 0;

/** What the message says. Records of types that cannot be asked for are left out. @throws REPLY_INVALID */
export function decodeReply(codec: Codec, message: Buffer, query: DnsQuery, server: string): DnsReply {
  const packet = decoded(codec, message, server);
  const [question] = packet.questions ?? [];
  // Servers that cannot read the query answer without repeating the question (RFC 1035 §4.1.1).
  const isOther = question !== undefined && (plainName(question.name) !== query.name || question.type !== query.type);
  if (isOther) throw invalid(server, `it answers another question: ${question.name} ${question.type}`);
  const code = (packet.flags ?? 0) & 0xf;
  return {
    rcode: rcodeOf(code + extendedRcode(packet) * 16),
    answers: recordsIn(packet.answers),
    authorities: recordsIn(packet.authorities),
    isAuthentic: ((packet.flags ?? 0) & flags.authentic) !== 0,
  };
}

function decoded(codec: Codec, message: Buffer, server: string): Packet {
  try {
    return codec.decode(message);
  } catch (error) {
    throw invalid(server, `the message cannot be read (${messageOf(error)})`, error);
  }
}

const invalid = (provider: string, problem: string, cause?: unknown): PivotKitError =>
  new PivotKitError('REPLY_INVALID', { provider, problem }, { cause });

/** The high bits of the code, in the record that EDNS adds (RFC 6891 §6.1.3). */
function extendedRcode({ additionals = [] }: Packet): number {
  const option = additionals.find((each) => each.type === 'OPT');
  return option?.type === 'OPT' ? option.extendedRcode : 0;
}

const recordsIn = (answers: readonly Answer[] = []): DnsRecord[] =>
  answers.flatMap((answer) => {
    if (answer.type === 'OPT') return [];
    return (
      readRecord({ name: plainName(answer.name), type: answer.type, ttl: answer.ttl ?? 0, data: dataOf(answer) }) ?? []
    );
  });

function dataOf(answer: Exclude<Answer, { readonly type: 'OPT' }>): unknown {
  const { type, data } = answer;
  if (type === 'CNAME' || type === 'DNAME' || type === 'NS' || type === 'PTR') return plainName(data);
  if (type === 'TXT') return textOf([data].flat());
  if (type === 'MX') return { preference: data.preference ?? 0, exchange: plainName(data.exchange) };
  if (type === 'SRV') return { priority: 0, weight: 0, ...data, target: plainName(data.target) };
  if (type === 'SOA') return { ...data, mname: plainName(data.mname), rname: plainName(data.rname) };
  if (type === 'CAA') return { flags: data.flags ?? 0, tag: data.tag, value: data.value };
  return type === 'DS' ? { ...data, digest: data.digest.toString('hex') } : data;
}

function textOf(parts: readonly (string | Buffer)[]): string {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
