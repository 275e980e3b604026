import { entity, entityKey, instantOf, number, text, time } from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { attributes, related } from '../reply.ts';
import { shape } from './shape.ts';
import { verdictColumns, verdictOf } from './verdict.ts';

const notSaid = 'VirusTotal does not say';

export const urlShape = shape({
  columns: {
    url: entity(Url, 'The URL', { nullWhen: 'VirusTotal keeps nothing about it but its number' }),
    ...verdictColumns,
    title: text('Title of the page', { nullWhen: notSaid }),
    httpStatus: number('HTTP status of the last answer', { unit: 'HTTP status', nullWhen: notSaid }),
    lastFinalUrl: entity(Url, 'Where it led in the end, after redirects', { nullWhen: notSaid }),
    lastSubmittedAt: time('When it was last sent to VirusTotal', { nullWhen: notSaid }),
    permalink: text('Page of the report, for people'),
  },
  item: related(attributes.default({})),
  row: ({ id, attributes: url }) => ({
    url: entityKey(Url, url.url) ?? url.url,
    ...verdictOf('url', url),
    title: url.title,
    httpStatus: url.last_http_response_code,
    lastFinalUrl: entityKey(Url, url.last_final_url) ?? url.last_final_url,
    lastSubmittedAt: instantOf(url.last_submission_date),
    permalink: `https://www.virustotal.com/gui/url/${encodeURIComponent(id)}`,
  }),
});
