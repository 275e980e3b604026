import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

/** A proxy on this machine that sends whatever it is asked for to one port of this machine. */
export interface LocalProxy extends AsyncDisposable {
  readonly port: number;
  /** What it was asked for: `CONNECT host:port` or `GET http://…`. */
  readonly asked: string[];
  /** The `proxy-authorization` of each. */
  readonly credentials: (string | undefined)[];
}

export async function startProxy(targetPort: number): Promise<LocalProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer(({ method = '', url = '', headers }, response) => {
    asked.push(`${method} ${url}`);
    credentials.push(headers['proxy-authorization']);
    const { pathname, search } = new URL(url);
    const forwarded = sendRequest(
      { host: '127.0.0.1', port: targetPort, method, path: pathname + search, headers },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      },
    );
    forwarded.end();
  });
  server.on('connect', ({ url = '', headers }, socket) => {
    asked.push(`CONNECT ${url}`);
    credentials.push(headers['proxy-authorization']);
    const target = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    // A server that listens on TCP has an address with a port.
    port: (server.address() as AddressInfo).port,
    asked,
    credentials,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
