import { entity, entityKey, instantOf, number, text, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { epochSeconds, related, stats } from '../reply.ts';
import { shape } from './shape.ts';

const engines = (description: string) =>
  number(description, { unit: 'engines', range: [0, 1000], nullWhen: 'VirusTotal has no analysis of it' });

/** The `id` is address and name without anything between them, so it is not read. */
export const resolutionShape = shape({
  columns: {
    dns: entity(Dns, 'The name'),
    ipAddress: entity(IpAddress, 'The address it led to'),
    resolvedAt: time('When it was last seen to lead there', { nullWhen: 'VirusTotal does not say' }),
    resolver: text('Who saw it', { nullWhen: 'VirusTotal does not say' }),
    dnsMalicious: engines('Engines that call the name malicious'),
    ipAddressMalicious: engines('Engines that call the address malicious'),
  },
  // https://docs.virustotal.com/reference/resolution-object, read 2026-11-20.
  item: related(
    z.object({
      host_name: z.string().min(1),
      ip_address: z.string().min(1),
      date: epochSeconds.nullish(),
      resolver: z.string().nullish(),
      host_name_last_analysis_stats: stats.nullish(),
      ip_address_last_analysis_stats: stats.nullish(),
    }),
  ),
  row: ({ attributes: resolution }) => ({
    dns: entityKey(Dns, resolution.host_name) ?? resolution.host_name,
    ipAddress: entityKey(IpAddress, resolution.ip_address) ?? resolution.ip_address,
    resolvedAt: instantOf(resolution.date),
    resolver: resolution.resolver,
    dnsMalicious: resolution.host_name_last_analysis_stats?.malicious,
    ipAddressMalicious: resolution.ip_address_last_analysis_stats?.malicious,
  }),
  facets: {
    resolutions: ({ dns, ipAddress, resolvedAt }) => ({
      dns,
      ipAddress,
      recordType: ipAddress.includes(':') ? 'AAAA' : 'A',
      lastSeenAt: resolvedAt,
    }),
  },
});
