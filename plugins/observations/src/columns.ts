import { list, number, object, text, time } from '@pivotkit/core';

/** Columns of the findings as a table. */
export const columns = {
  id: text('Made of the rest: the same finding noted in the same instant has the same'),
  recordedAt: time('When it was noted'),
  caption: text('What was found, in a line'),
  description: text('What was found, at length', { nullWhen: 'nothing was said' }),
  dataType: text('What the data is', { nullWhen: 'nothing was said' }),
  score: number('How much it matters', { range: [0, 100], nullWhen: 'it has none' }),
  tags: list('Tags in lower case, sorted'),
  attack: list('Ids of MITRE ATT&CK'),
  entities: list('Entities it is about, as `Kind key`'),
  link: text('Where more is to be seen', { nullWhen: 'there is none' }),
  start: time('When it began', { nullWhen: 'no time range is known' }),
  end: time('When it ended', { nullWhen: 'no time range is known' }),
  rows: number('Rows of the table it rests on', { unit: 'rows', nullWhen: 'it rests on no table' }),
  marking: text('Who may be told, as TLP 2.0', { nullWhen: 'it is not marked' }),
  properties: object('What else was noted'),
  excerpt: object('The first rows of the table and who said what in them', { nullWhen: 'it rests on no table' }),
};
