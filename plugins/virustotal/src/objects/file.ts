import { entity, instantOf, number, text, time } from '@pivotkit/core';
import { FileHash } from '@pivotkit/entities';
import { attributes, related } from '../reply.ts';
import { shape } from './shape.ts';
import { verdictColumns, verdictOf } from './verdict.ts';

const notSaid = 'VirusTotal does not say';

export const fileShape = shape({
  columns: {
    sha256: entity(FileHash, 'SHA-256 of the file'),
    ...verdictColumns,
    threatLabel: text('Threat the engines agree on, such as trojan.emotet', { nullWhen: 'they do not agree on one' }),
    name: text('The most telling name of the file', { nullWhen: notSaid }),
    typeDescription: text('What type of file it is', { nullWhen: notSaid }),
    sizeBytes: number('Size of the file', { unit: 'bytes', nullWhen: notSaid }),
    firstSubmittedAt: time('When the file was first sent to VirusTotal', { nullWhen: notSaid }),
    lastSubmittedAt: time('When the file was last sent to VirusTotal', { nullWhen: notSaid }),
  },
  item: related(attributes.default({})),
  row: ({ id, attributes: file }) => ({
    sha256: (file.sha256 ?? id).toLowerCase(),
    ...verdictOf('file', file),
    threatLabel: file.popular_threat_classification?.suggested_threat_label,
    name: file.meaningful_name ?? file.names?.[0],
    typeDescription: file.type_description,
    sizeBytes: file.size,
    firstSubmittedAt: instantOf(file.first_submission_date),
    lastSubmittedAt: instantOf(file.last_submission_date),
  }),
});
