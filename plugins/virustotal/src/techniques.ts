import { definePivot, found, httpLookup, list, text } from '@pivotkit/core';
import { File, FileHash } from '@pivotkit/entities';
import { z } from 'zod';
import { besideRequest, provider } from './client.ts';
import { cost, terms } from './terms.ts';

const named = z.object({ id: z.string(), name: z.string().nullish() });

/**
 * Tactics and techniques by the sandbox that saw them; a sandbox that saw none is null or empty.
 * https://docs.virustotal.com/reference/get-a-summary-of-all-mitre-attck-techniques-observed-in-a-file, read 2026-11-28.
 */
const reply = z.object({
  data: z
    .record(
      z.string(),
      z
        .object({
          tactics: z
            .array(
              named.extend({
                techniques: z
                  .array(
                    named.extend({
                      link: z.string().nullish(),
                      signatures: z
                        .array(z.object({ severity: z.string().nullish(), description: z.string().nullish() }))
                        .nullish(),
                    }),
                  )
                  .nullish(),
              }),
            )
            .nullish(),
        })
        .nullable(),
    )
    .nullable(),
});

/** Which techniques of MITRE ATT&CK a file uses. */
export const techniques = definePivot({
  name: 'virustotal.techniques',
  description: 'Techniques of MITRE ATT&CK that the sandboxes saw a file use',
  from: [FileHash, File],
  rowsPerInput: 'many',
  columns: {
    technique: text('Number of the technique, such as T1055.012'),
    techniqueName: text('Name of the technique', { nullWhen: 'VirusTotal does not say' }),
    tactic: text('Number of the tactic it serves, such as TA0005'),
    tacticName: text('Name of the tactic', { nullWhen: 'VirusTotal does not say' }),
    sandbox: text('Who saw it'),
    highestSeverity: text('HIGH, MEDIUM, LOW or INFO: the worst of what was seen', {
      nullWhen: 'nobody says how bad it is',
    }),
    signatures: list('What was seen, as texts'),
    reference: text('Page about the technique, for people', { nullWhen: 'VirusTotal does not say' }),
  },
  ...terms,
  cost,
  examples: [
    "await FileHash.virustotal.techniques('275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f')",
  ],
  lookup: httpLookup({
    provider,
    request: (input: FileHash | File) => besideRequest(input, 'behaviour_mitre_trees'),
    reply,
    map: ({ data }) => found(rowsOf(data ?? {})),
  }),
});

/** A row for each technique, tactic and sandbox, in the order of the service. */
const rowsOf = (data: NonNullable<z.output<typeof reply>['data']>) =>
  Object.entries(data).flatMap(([sandbox, seen]) =>
    (seen?.tactics ?? []).flatMap((tactic) =>
      (tactic.techniques ?? []).map(({ id, name, link, signatures }) => ({
        technique: id,
        techniqueName: name,
        tactic: tactic.id,
        tacticName: tactic.name,
        sandbox,
        highestSeverity: worst((signatures ?? []).map(({ severity }) => severity)),
        signatures: (signatures ?? []).flatMap(({ description }) => description ?? []),
        reference: link,
      })),
    ),
  );

const severities = ['HIGH', 'MEDIUM', 'LOW', 'INFO'];

const worst = (found: readonly (string | null | undefined)[]): string | undefined =>
  severities.find((severity) => found.includes(severity));
