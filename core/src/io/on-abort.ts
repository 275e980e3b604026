/** Who is told when a signal is aborted: one listener for all, since adding one to a signal costs as much as a promise. */
const told = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `act` once when the signal is aborted; the function returned is for those who need it no longer. For signals
 * that outlive many who wait for them: those of runs, not those of single requests. Never called for a signal that is
 * aborted already.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = told.get(signal) ?? listen(signal);
  // Each its own entry, also where the same function is given twice.
  const entry = (): void => act();
  acts.add(entry);
  return () => void acts.delete(entry);
}

function listen(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>();
  told.set(signal, acts);
  signal.addEventListener(
    'abort',
    () => {
      for (const act of acts) act();
      acts.clear();
    },
    { once: true },
  );
  return acts;
}
