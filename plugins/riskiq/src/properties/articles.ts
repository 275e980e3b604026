import { get, instantOf, list, text as textColumn, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, legacyAt, text } from '../replies.ts';

const notSaid = 'the service does not say';
const content = z.object({ content: text }).nullish();

/** `$search` takes one term, in quotes. learn.microsoft.com/graph/api/security-threatintelligence-list-articles, read 2026-11-28. */
const searched = (value: string) => ({ $search: `"${value}"`, $top: 100 });

export const articles = property({
  name: 'riskiq.articles',
  description: 'Articles of Microsoft in which an address or a name is written',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.articles('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    articleId: textColumn('Number of the article'),
    title: textColumn('Its title'),
    summary: textColumn('What it is about', { nullWhen: notSaid }),
    tags: list('Its tags'),
    publishedAt: time('When it was published', { nullWhen: notSaid }),
    updatedAt: time('When it was last changed', { nullWhen: notSaid }),
  },
  graph: {
    request: (host) => get`/articles`.query(searched(host.key)),
    reply: collection(
      z.object({
        id: z.string(),
        title: z.string(),
        summary: content,
        tags: z.array(z.string()).nullish(),
        createdDateTime: text,
        lastUpdatedDateTime: text,
      }),
    ),
    rows: ({ value }) =>
      value.map((article) => ({
        articleId: article.id,
        title: article.title,
        summary: article.summary?.content,
        tags: article.tags ?? [],
        publishedAt: instantOf(article.createdDateTime),
        updatedAt: instantOf(article.lastUpdatedDateTime),
      })),
  },
  legacy: {
    request: legacyAt('articles'),
    reply: z.object({
      articles: z.array(
        z.object({
          guid: z.string(),
          title: z.string(),
          summary: text,
          tags: z.array(z.string()).nullish(),
          publishedDate: text,
        }),
      ),
    }),
    rows: ({ articles: found }) =>
      found.map(({ guid, title, summary, tags, publishedDate }) => ({
        articleId: guid,
        title,
        summary,
        tags: tags ?? [],
        publishedAt: instantOf(publishedDate),
      })),
  },
});

export const intelProfiles = property({
  name: 'riskiq.intelProfiles',
  description: 'Profiles of actors and tools in which an address or a name is written',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.intelProfiles('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    profileId: textColumn('Number of the profile'),
    kind: textColumn('actor or tool', { nullWhen: notSaid }),
    title: textColumn('Its title: the name Microsoft gives'),
    aliases: list('Other names'),
    targets: list('Whom it is said to be after'),
    countriesOfOrigin: list('Countries it is said to be of'),
    summary: textColumn('What it is about', { nullWhen: notSaid }),
    firstActiveAt: time('When it was first active', { nullWhen: notSaid }),
  },
  graph: {
    request: (host) => get`/intelProfiles`.query(searched(host.key)),
    reply: collection(
      z.object({
        id: z.string(),
        kind: text,
        title: z.string(),
        aliases: z.array(z.string()).nullish(),
        targets: z.array(z.string()).nullish(),
        countriesOrRegionsOfOrigin: z.array(z.object({ label: text, code: text })).nullish(),
        summary: content,
        firstActiveDateTime: text,
      }),
    ),
    rows: ({ value }) =>
      value.map((profile) => ({
        profileId: profile.id,
        kind: profile.kind,
        title: profile.title,
        aliases: profile.aliases ?? [],
        targets: profile.targets ?? [],
        countriesOfOrigin: (profile.countriesOrRegionsOfOrigin ?? []).flatMap(({ label, code }) => label ?? code ?? []),
        summary: profile.summary?.content,
        firstActiveAt: instantOf(profile.firstActiveDateTime),
      })),
  },
});
