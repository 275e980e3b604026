import { entity, entityKey, found, instantOf, list, number, numberOf, time } from '@pivotkit/core';
import { Dns, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { pagedSection } from '../section.ts';

export const urls = pagedSection({
  name: 'otx.urls',
  description: 'URLs that Open Threat Exchange saw at an address, a domain or a URL',
  from: [IpAddress, Dns, Url],
  rowsPerInput: 'many',
  examples: ["await IpAddress.otx.urls('8.8.8.8')"],
  columns: {
    url: entity(Url, 'The URL'),
    dns: entity(Dns, 'Name of its host', { nullWhen: 'the host is an address, or OTX does not say' }),
    ipAddress: entity(IpAddress, 'Address that answered', { nullWhen: 'OTX does not say' }),
    httpStatus: number('HTTP status of the answer', { unit: 'HTTP status', nullWhen: 'OTX got no answer' }),
    safeBrowsing: list('What Google Safe Browsing said of it'),
    checkedAt: time('When OTX looked', { nullWhen: 'OTX does not say' }),
  },
  section: 'url_list',
  // Shape as clients read it; anything but `url` may be absent.
  reply: z.object({
    url_list: z.array(
      z.object({
        url: z.string().min(1),
        hostname: z.string().nullish(),
        date: z.string().nullish(),
        httpcode: z.union([z.number(), z.string()]).nullish(),
        gsb: z.array(z.unknown()).nullish(),
        result: z
          .object({
            urlworker: z
              .object({ ip: z.string().nullish(), http_code: z.union([z.number(), z.string()]).nullish() })
              .nullish(),
            safebrowsing: z.object({ matches: z.array(z.unknown()).nullish() }).nullish(),
          })
          .nullish(),
      }),
    ),
    has_next: z.boolean().nullish(),
    page_num: z.number().nullish(),
  }),
  map: ({ url_list: list }) =>
    found(
      list.map(({ url, hostname, date, httpcode, gsb, result }) => ({
        url: entityKey(Url, url) ?? url,
        dns: entityKey(Dns, hostname),
        ipAddress: entityKey(IpAddress, result?.urlworker?.ip),
        // 0 is how OTX writes that nobody answered.
        httpStatus: numberOf(result?.urlworker?.http_code ?? httpcode) || null,
        safeBrowsing: result?.safebrowsing?.matches ?? gsb ?? [],
        checkedAt: instantOf(date),
      })),
    ),
});
