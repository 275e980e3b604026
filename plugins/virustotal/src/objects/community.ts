import { instantOf, list, number, text, time } from '@pivotkit/core';
import { z } from 'zod';
import { epochSeconds, related } from '../reply.ts';
import { shape } from './shape.ts';

const votes = (description: string) => number(description, { unit: 'votes', nullWhen: 'VirusTotal does not say' });

/** What a member wrote. https://docs.virustotal.com/reference/comment-object, read 2026-11-28. */
export const commentShape = shape({
  columns: {
    text: text('What was written, as it came: by anybody, about anything'),
    writtenAt: time('When it was written', { nullWhen: 'VirusTotal does not say' }),
    tags: list('Tags in it', { nullWhen: 'VirusTotal does not say' }),
    positive: votes('Members who found it helpful'),
    negative: votes('Members who did not'),
    abuse: votes('Members who called it abuse'),
  },
  item: related(
    z.object({
      text: z.string(),
      date: epochSeconds.nullish(),
      tags: z.array(z.string()).nullish(),
      votes: z
        .object({ positive: z.number().nullish(), negative: z.number().nullish(), abuse: z.number().nullish() })
        .nullish(),
    }),
  ),
  row: ({ attributes: comment }) => ({
    text: comment.text,
    writtenAt: instantOf(comment.date),
    tags: comment.tags,
    ...comment.votes,
  }),
});

/** How a member voted. https://docs.virustotal.com/reference/vote-object, read 2026-11-28. */
export const voteShape = shape({
  columns: {
    verdict: text('malicious or harmless'),
    weight: number('What the vote adds to the score of the community: below 0 for malicious', {
      unit: 'points',
      nullWhen: 'VirusTotal does not say',
    }),
    votedAt: time('When it was given', { nullWhen: 'VirusTotal does not say' }),
  },
  item: related(z.object({ verdict: z.string(), value: z.number().nullish(), date: epochSeconds.nullish() })),
  row: ({ attributes: vote }) => ({ verdict: vote.verdict, weight: vote.value, votedAt: instantOf(vote.date) }),
});
