import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What a server does with one question: what it sends back in pieces, and whether it closes. */
export interface TcpAnswer {
  readonly parts?: readonly (string | Buffer)[];
  /** Default: it closes after the last part. */
  readonly stays?: boolean;
  /** Ends the connection rudely instead. */
  readonly resets?: boolean;
}

export interface TcpServer {
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly host: string;
  /** Every question, as it came. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** A server on this machine that answers each connection's first line (or whatever ends a question) by `answer`. */
export async function startTcpServer(
  answer: (question: string) => TcpAnswer | string | Buffer,
  isWhole: (received: string) => boolean = (received) => received.endsWith('\n'),
): Promise<TcpServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let received = '';
    socket.on('data', (part) => {
      received += part.toString('utf8');
      if (!isWhole(received)) return;
      asked.push(received);
      give(socket, answer(received));
      received = '';
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

function give(socket: Socket, answer: TcpAnswer | string | Buffer): void {
  const {
    parts = [],
    stays,
    resets,
  }: TcpAnswer = typeof answer === 'string' || Buffer.isBuffer(answer) ? { parts: [answer] } : answer;
  if (resets === true) {
    socket.resetAndDestroy();
    return;
  }
  for (const part of parts) socket.write(part);
  if (stays !== true) socket.end();
}
