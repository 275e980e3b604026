import { list, number, text } from '@pivotkit/core';

const notSaid = 'the list does not say';

export const matchColumns = {
  list: text('Name of the list'),
  entry: text('Entry of the list that says it, as it is compared'),
  matchedBy: text('How it matched: string, hostname, substring, cidr or regex'),
  description: text('What the list is about', { nullWhen: notSaid }),
  category: text('Category of the list', { nullWhen: notSaid }),
  version: text('Version of the list', { nullWhen: notSaid }),
};

export const checkColumns = {
  severity: text('information: what is well known often looks bad by mistake'),
  lists: list('Names of the lists, sorted'),
  matches: number('Entries that match', { unit: 'entries' }),
  warning: text('In words, for people'),
};
