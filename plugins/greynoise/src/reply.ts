import { z } from 'zod';

/** A community reply. `classification` is absent where there is nothing to say. */
export const communityReply = z.object({
  noise: z.boolean(),
  riot: z.boolean(),
  classification: z.string().nullish(),
  name: z.string().nullish(),
  link: z.string().nullish(),
  last_seen: z.string().nullish(),
});

export type Community = z.output<typeof communityReply>;

const flag = z.boolean().nullish();
const words = z.string().nullish();

/** `found` is null where the plan does not cover the data set; then the reply is a 206. */
const scanner = z.object({
  found: flag,
  classification: words,
  first_seen: words,
  last_seen: words,
  last_seen_timestamp: words,
  actor: words,
  spoofable: flag,
  bot: flag,
  vpn: flag,
  vpn_service: words,
  tor: flag,
  cves: z.array(z.string()).nullish(),
  tags: z.array(z.object({ name: z.string(), intention: words })).nullish(),
  metadata: z
    .object({
      asn: words,
      organization: words,
      source_country_code: words,
      source_country: words,
      rdns: words,
      category: words,
    })
    .nullish(),
});

const service = z.object({
  found: flag,
  category: words,
  name: words,
  explanation: words,
  reference: words,
  last_updated: words,
  trust_level: z.union([z.string(), z.number()]).nullish(),
});

/** What v3 says of one address. Both data sets are always there, so that the reply of another version is no answer. */
export const addressReply = z.object({
  business_service_intelligence: service,
  internet_scanner_intelligence: scanner,
  request_metadata: z.object({ restricted_fields: z.array(z.string()).nullish() }).nullish(),
});

export type AddressReply = z.output<typeof addressReply>;
export type Scanner = z.output<typeof scanner>;
export type Service = z.output<typeof service>;

/** What v3 says of many; addresses it does not know are not among the `data`. */
export const addressesReply = z.object({
  data: z.array(z.unknown()),
  request_metadata: z
    .object({ restricted_fields: z.array(z.string()).nullish(), invalid_ips: z.array(z.string()).nullish() })
    .nullish(),
});
