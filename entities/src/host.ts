import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';

/** A computer. */
export class Host extends defineEntity({
  kind: 'Host',
  aliases: ['host', 'machine', 'computer', 'device'],
  description: 'A computer',
  attributes: { hostName: z.string().optional(), dnsDomain: z.string().optional() },
  primary: 'hostName',
  key: ({ hostName }) => hostName?.toLowerCase(),
}) {}

registerEntity(Host);
