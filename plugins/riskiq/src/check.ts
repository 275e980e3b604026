import { get, httpCheck, type CheckCall, type ServiceCheck } from '@pivotkit/core';
import { z } from 'zod';
import { graph, legacy } from './clients.ts';
import { unavailable, type State } from './state.ts';

const checkGraph = httpCheck<unknown, State>({
  provider: graph,
  request: () => get`/hosts/${'example.com'}/reputation`,
  reply: z.looseObject({}),
});

const checkLegacy = httpCheck<unknown, State>({
  provider: legacy,
  request: () => get`/account/${'quota'}`,
  reply: z.looseObject({}),
});

/** 1 request, to where the plugin is set up to ask. */
export async function check(state: State, call: CheckCall): Promise<ServiceCheck> {
  const reason = unavailable(state, 'live');
  if (reason !== undefined) return { ok: false, detail: reason };
  return state.api === 'mdti' ? checkGraph(state, call) : checkLegacy(state, call);
}
