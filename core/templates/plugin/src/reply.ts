import { z } from 'zod';

/**
 * What the service answers. Fields that it always sends are not optional: a reply without them is refused, and does not
 * read as an answer. Name the page of its documentation, and the day you read it.
 */
export const reportReply = z.object({
  score: z.number().min(0).max(100),
  first_seen: z.iso.datetime().nullish(),
  tags: z.array(z.string()).nullish(),
});

export type ReportReply = z.output<typeof reportReply>;
