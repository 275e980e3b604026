import { definePivot, found, httpLookup, list, notFound } from '@pivotkit/core';
import { File, FileHash } from '@pivotkit/entities';
import { z } from 'zod';
import { besideRequest, provider } from './client.ts';
import { cost, terms } from './terms.ts';

const notSeen = 'no sandbox saw any';
const texts = z.array(z.string()).nullish();
const items = <Item>(item: z.ZodType<Item>) => z.array(item).nullish();

/**
 * What all sandboxes saw, merged by VirusTotal; anything may be absent.
 * https://docs.virustotal.com/reference/file-all-behaviours-summary, read 2026-11-28.
 */
const reply = z.object({
  data: z
    .object({
      processes_created: texts,
      command_executions: texts,
      files_written: texts,
      files_deleted: texts,
      files_dropped: items(z.object({ path: z.string().nullish(), sha256: z.string().nullish() })),
      registry_keys_set: items(z.object({ key: z.string(), value: z.string().nullish() })),
      registry_keys_deleted: texts,
      services_created: texts,
      mutexes_created: texts,
      modules_loaded: texts,
      dns_lookups: items(z.object({ hostname: z.string(), resolved_ips: texts })),
      ip_traffic: items(
        z.object({
          destination_ip: z.string(),
          destination_port: z.number().nullish(),
          transport_layer_protocol: z.string().nullish(),
        }),
      ),
      http_conversations: items(z.object({ url: z.string(), request_method: z.string().nullish() })),
      mitre_attack_techniques: items(z.object({ id: z.string(), signature_description: z.string().nullish() })),
      verdicts: texts,
      tags: texts,
    })
    .nullable(),
});

type Behaviour = NonNullable<z.output<typeof reply>['data']>;

const seen = (description: string) => list(description, { nullWhen: notSeen });

/** What a file did when it ran. */
export const behaviour = definePivot({
  name: 'virustotal.behaviour',
  description: 'What a file did when it ran in the sandboxes, all of them together',
  from: [FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: {
    verdicts: seen('What the sandboxes call it, such as MALWARE or CLEAN'),
    processesCreated: seen('Processes it began, as command lines'),
    commandsRun: seen('Commands it ran in a shell'),
    filesWritten: seen('Paths of files it wrote'),
    filesDeleted: seen('Paths of files it deleted'),
    filesDropped: seen('Files it left behind: {path, sha256}'),
    registryKeysSet: seen('Registry values it set: {key, value}'),
    registryKeysDeleted: seen('Registry keys it deleted'),
    servicesCreated: seen('Services it created'),
    mutexesCreated: seen('Mutexes it created'),
    modulesLoaded: seen('Libraries it loaded'),
    dnsLookups: seen('Names it asked for: {dns, ipAddresses}'),
    connections: seen('Where it connected to: {ipAddress, port, protocol}'),
    httpRequests: seen('What it asked for over HTTP: {url, method}'),
    techniques: seen('Numbers of MITRE ATT&CK techniques, each once; virustotal.techniques says more'),
    tags: seen('Tags of the sandboxes'),
  },
  ...terms,
  cost,
  examples: ["await FileHash.virustotal.behaviour('275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f')"],
  lookup: httpLookup({
    provider,
    request: (input: FileHash | File) => besideRequest(input, 'behaviour_summary'),
    reply,
    map: ({ data }) => (data === null || isEmpty(data) ? notFound('no sandbox ran it') : found(rowOf(data))),
  }),
});

const isEmpty = (data: Behaviour): boolean => Object.values(data).every((part) => (part ?? []).length === 0);

const rowOf = (data: Behaviour) => ({
  verdicts: data.verdicts,
  processesCreated: data.processes_created,
  commandsRun: data.command_executions,
  filesWritten: data.files_written,
  filesDeleted: data.files_deleted,
  filesDropped: data.files_dropped?.map(({ path, sha256 }) => ({ path: path ?? null, sha256: sha256 ?? null })),
  registryKeysSet: data.registry_keys_set?.map(({ key, value }) => ({ key, value: value ?? null })),
  registryKeysDeleted: data.registry_keys_deleted,
  servicesCreated: data.services_created,
  mutexesCreated: data.mutexes_created,
  modulesLoaded: data.modules_loaded,
  dnsLookups: data.dns_lookups?.map(({ hostname, resolved_ips }) => ({
    dns: hostname,
    ipAddresses: resolved_ips ?? [],
  })),
  connections: data.ip_traffic?.map((traffic) => ({
    ipAddress: traffic.destination_ip,
    port: traffic.destination_port ?? null,
    protocol: traffic.transport_layer_protocol ?? null,
  })),
  httpRequests: data.http_conversations?.map(({ url, request_method }) => ({ url, method: request_method ?? null })),
  techniques: data.mitre_attack_techniques && [...new Set(data.mitre_attack_techniques.map(({ id }) => id))].sort(),
  tags: data.tags,
});
