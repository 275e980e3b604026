import { inspect } from 'node:util';

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;

/** What is written to the console and the terminal while the work goes on; it is not shown, since secrets may be in it. */
export async function writtenDuring(work: () => Promise<unknown>): Promise<string> {
  const written: string[] = [];
  const restores = [
    ...methods.map((name) => watch(console, name, written)),
    watch(process.stdout, 'write', written),
    watch(process.stderr, 'write', written),
  ];
  try {
    await work();
  } finally {
    for (const restore of restores) restore();
  }
  return written.join('\n');
}

function watch<N extends string>(owner: Readonly<Record<N, unknown>>, name: N, written: string[]): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const instead = (...values: unknown[]): boolean => {
    written.push(...values.map((value) => (typeof value === 'string' ? value : inspect(value, { depth: 8 }))));
    return true;
  };
  Reflect.defineProperty(owner, name, { value: instead, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Reflect.defineProperty(owner, name, own);
  };
}
