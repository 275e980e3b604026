import type { LookupResult } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import type { OnlineRow } from '../columns.ts';
import { locate } from '../locate.ts';
import type { OnlineCall } from './service.ts';

/** The databases at hand, before anybody is told. */
export async function askFiles(
  inputs: readonly IpAddress[],
  { state }: OnlineCall,
): Promise<readonly LookupResult<OnlineRow>[]> {
  const locator = await state.locator();
  return inputs.map((address) => locate(address, locator));
}
