import { PivotKitError } from '../error/pivotkit-error.ts';
import { DeadlineExceeded } from './deadline.ts';
import type { DnsReply, Rcode } from './dns-record.ts';

/** Codes that say something of the server and nothing of the name: the next server may fare better. */
const serverTroubles: ReadonlySet<Rcode> = new Set(['FORMERR', 'SERVFAIL', 'NOTIMP', 'REFUSED']);

/** The answer of the first server that has one; where none has, what became of the last. */
export async function inTurn(
  servers: readonly string[],
  ask: (server: string) => Promise<DnsReply>,
): Promise<DnsReply> {
  for (const [i, server] of servers.entries()) {
    const isLast = i === servers.length - 1;
    try {
      const reply = await ask(server);
      if (isLast || !serverTroubles.has(reply.rcode)) return reply;
    } catch (error) {
      if (isLast || !isTroubleOf(error)) throw error;
    }
  }
  const problem = 'no name server is configured';
  throw new PivotKitError('PROVIDER_UNREACHABLE', { host: 'the name servers of this system', problem });
}

/** Faults of one server; a run that ends, or a question that may not be asked, is none. */
const isTroubleOf = (error: unknown): boolean =>
  error instanceof DeadlineExceeded ||
  (PivotKitError.is(error) && ['PROVIDER_UNREACHABLE', 'PROVIDER_PAUSED', 'REPLY_INVALID'].includes(error.code));
