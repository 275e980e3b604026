import { list, number, text } from '@pivotkit/core';

const none = { nullWhen: 'the row has no command line' } as const;

export const commandColumns = {
  normalizedCommand: text(
    'The command line in a form that is the same for runs that differ in ids, numbers and quotes',
    none,
  ),
  program: text('File name of the program, without folder and .exe', {
    nullWhen: 'there is no command line, or an empty one',
  }),
  argumentCount: number('Words after the program', { unit: 'words', range: [0, 1e9], ...none }),
  shell: text('By whose rules it was taken apart: windows, powershell or posix', none),
  tokens: list('The words, quotes and escapes undone', none),
};
