import { z } from 'zod';

const words = z.string().nullish();
const texts = z.array(z.string()).nullish();
const port = z.int().min(0).max(65_535);
/** A list of names, or an object by the name, as services have it. */
const vulns = z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).nullish();

export const hostReply = z.object({
  ports: z.array(port),
  hostnames: texts,
  domains: texts,
  tags: texts,
  vulns,
  os: words,
  org: words,
  isp: words,
  asn: words,
  country_code: words,
  city: words,
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  last_update: words,
});

const name = z.object({ CN: words }).nullish();

const service = z.object({
  port,
  transport: words,
  timestamp: words,
  product: words,
  version: words,
  cpe: z.union([z.string(), z.array(z.string())]).nullish(),
  hostnames: texts,
  data: words,
  vulns,
  _shodan: z.object({ module: words }).nullish(),
  http: z.object({ title: words, server: words, status: z.int().nullish() }).nullish(),
  ssl: z
    .object({
      jarm: words,
      cert: z
        .object({
          subject: name,
          issuer: name,
          issued: words,
          expires: words,
          fingerprint: z.object({ sha1: words, sha256: words }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export const servicesReply = z.object({ data: z.array(service) });

export type HostReply = z.output<typeof hostReply>;
export type Service = z.output<typeof service>;
export type Vulns = z.output<typeof vulns>;

export const domainReply = z.object({
  domain: z.string(),
  more: z.boolean().nullish(),
  data: z.array(z.object({ subdomain: z.string(), type: z.string(), value: z.string(), last_seen: words })),
});

export type DomainReply = z.output<typeof domainReply>;

export const internetdbReply = z.object({
  ports: z.array(port),
  hostnames: texts,
  cpes: texts,
  tags: texts,
  vulns: texts,
});

export type InternetdbReply = z.output<typeof internetdbReply>;
