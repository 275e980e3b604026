import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { decode, encode, type Answer, type Packet } from 'dns-packet';

/** What a name server does with one question. */
export interface DnsAnswer {
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  /** 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED … */
  readonly rcode?: number;
  /** Over UDP: says that the answer does not fit, and leaves it out. */
  readonly truncated?: boolean;
  readonly authentic?: boolean;
  /** Says nothing at all. */
  readonly silent?: boolean;
  /** Sends this message before the answer: `wrong-id`, `garbage`. */
  readonly before?: 'wrong-id' | 'garbage';
  /** Replaces the question that is repeated. */
  readonly question?: { readonly name: string; readonly type: 'A' };
  /** Sends these bytes after the number of the question, instead of a message. */
  readonly raw?: Buffer;
}

export interface DnsServer {
  /** `127.0.0.1:port`, UDP and TCP */
  readonly host: string;
  /** `udp A example.com` … */
  readonly asked: string[];
  close(): Promise<void>;
}

export type AnswerName = (name: string, type: string, by: 'udp' | 'tcp') => DnsAnswer;

/** A name server on this machine. */
export async function startDnsServer(answer: AnswerName): Promise<DnsServer> {
  const asked: string[] = [];
  const messagesFor = (bytes: Buffer, by: 'udp' | 'tcp'): Buffer[] => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    if (question === undefined) return [];
    asked.push(`${by} ${question.type} ${question.name}`);
    return messages(query, answer(question.name, question.type, by), by);
  };
  const tcp = createServer();
  await once(tcp.listen(0, '127.0.0.1'), 'listening');
  const { port } = tcp.address() as AddressInfo;
  const sockets = new Set<Socket>();
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      for (const message of messagesFor(received.subarray(2), 'tcp')) {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(message.length);
        // In two pieces, as networks do.
        socket.write(Buffer.concat([length, message.subarray(0, 5)]));
        socket.write(message.subarray(5));
      }
    });
  });
  const udp = createSocket('udp4');
  udp.on('message', (bytes, from) => {
    for (const message of messagesFor(bytes, 'udp')) udp.send(message, from.port, from.address);
  });
  await once(udp.bind(port, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([once(tcp.close(), 'close'), once(udp.close(), 'close')]);
    },
  };
}

function messages(query: Packet, answer: DnsAnswer, by: 'udp' | 'tcp'): Buffer[] {
  if (answer.silent === true) return [];
  const cut = answer.truncated === true && by === 'udp';
  const flags = 0x0180 | (answer.rcode ?? 0) | (cut ? 0x0200 : 0) | (answer.authentic === true ? 0x0020 : 0);
  const message = encode({
    type: 'response',
    id: query.id ?? 0,
    flags,
    questions: answer.question === undefined ? [...(query.questions ?? [])] : [answer.question],
    answers: cut ? [] : [...(answer.answers ?? [])],
    authorities: [...(answer.authorities ?? [])],
  });
  const given = answer.raw === undefined ? message : Buffer.concat([message.subarray(0, 4), answer.raw]);
  return [...stray(query, answer.before), given];
}

function stray(query: Packet, before: DnsAnswer['before']): Buffer[] {
  if (before === 'garbage') return [Buffer.from('no message')];
  if (before === undefined) return [];
  const forged: Packet = {
    type: 'response',
    id: ((query.id ?? 0) + 1) % 65_536,
    questions: [...(query.questions ?? [])],
    answers: [{ type: 'A', name: query.questions?.[0]?.name ?? '', data: '203.0.113.66', ttl: 1 }],
  };
  return [encode(forged)];
}
