import { entity, entityKey, found, list, notFound, number, numberOf, text } from '@pivotkit/core';
import { File, FileHash } from '@pivotkit/entities';
import { z } from 'zod';
import { section } from '../section.ts';

const notSaid = 'OTX does not say';

/** Shape as clients read it, with low confidence: anything may be absent. */
const reply = z.object({
  analysis: z
    .object({
      info: z
        .object({
          results: z
            .object({
              sha256: z.string().nullish(),
              sha1: z.string().nullish(),
              md5: z.string().nullish(),
              filesize: z.union([z.number(), z.string()]).nullish(),
              file_type: z.string().nullish(),
              file_class: z.string().nullish(),
              imphash: z.string().nullish(),
            })
            .nullish(),
        })
        .nullish(),
      plugins: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullable(),
});

/** Engines whose plugin has a `results.detection`. */
const detection = z.object({ results: z.object({ detection: z.string().min(1) }) });

export const analysis = section({
  name: 'otx.analysis',
  description: 'What the analysis of Open Threat Exchange says about a file',
  from: [FileHash, File],
  rowsPerInput: 'at-most-one',
  examples: ["await FileHash.otx.analysis('44d88612fea8a8f36de82e1278abb02f')"],
  columns: {
    sha256: entity(FileHash, 'SHA-256 of the file', { nullWhen: notSaid }),
    sha1: entity(FileHash, 'SHA-1 of the file', { nullWhen: notSaid }),
    md5: entity(FileHash, 'MD5 of the file', { nullWhen: notSaid }),
    imphash: text('Hash of the functions it imports', { nullWhen: notSaid }),
    fileType: text('What type of file it is', { nullWhen: notSaid }),
    fileClass: text('What class of file it is', { nullWhen: notSaid }),
    sizeBytes: number('Size of the file', { unit: 'bytes', nullWhen: notSaid }),
    detections: list('What engines call it: {engine, result}; those that found nothing are left out'),
  },
  section: 'analysis',
  reply,
  map: ({ analysis: entry }) => {
    const file = entry?.info?.results;
    if (file === null || file === undefined) return notFound('OTX has not analysed it');
    return found({
      sha256: entityKey(FileHash, file.sha256),
      sha1: entityKey(FileHash, file.sha1),
      md5: entityKey(FileHash, file.md5),
      imphash: file.imphash || null,
      fileType: file.file_type,
      fileClass: file.file_class,
      sizeBytes: numberOf(file.filesize),
      detections: Object.entries(entry?.plugins ?? {}).flatMap(([engine, plugin]) => {
        const parsed = detection.safeParse(plugin);
        return parsed.success ? [{ engine, result: parsed.data.results.detection }] : [];
      }),
    });
  },
});
