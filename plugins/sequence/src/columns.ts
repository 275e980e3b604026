import { list, number, object, text, time } from '@pivotkit/core';

/** Columns of sessions, behind those that say whose they are. */
export const sessionColumns = {
  start: time('Time of the first event'),
  end: time('Time of the last event'),
  events: list('The events in the order of time: texts, or `{ name, params }`'),
  duration: number('From the first to the last event', { unit: 'seconds', range: [0, 1e12] }),
  number_events: number('Number of events', { unit: 'events', range: [1, 1e9] }),
};

export const markColumns = {
  session_ind: number('Number of the session, from 0, by user and time', {
    nullWhen: 'the row has no time',
    range: [0, 1e9],
  }),
};

const tooShort = { nullWhen: 'the session is too short for a window' } as const;
const isEmpty = { nullWhen: 'the session is empty' } as const;

export const scoreColumns = {
  rarest_window_likelihood: number('Likelihood of the rarest window: the lower, the rarer', {
    range: [0, 1],
    ...tooShort,
  }),
  rarest_window: list('The events of that window', tooShort),
  rarest_window_start: number('Its first event, from 0', { unit: 'place', ...tooShort }),
  session_likelihood: number('Likelihood of the whole session', { range: [0, 1], ...isEmpty }),
  session_log_likelihood: number('Its natural logarithm, which tells long sessions apart', {
    unit: 'nats',
    ...isEmpty,
  }),
  session_geomean_likelihood: number('The likelihood to the power of 1 / number of events', {
    range: [0, 1],
    ...isEmpty,
  }),
  reason: text('What is rare about the window: transition, command, param or value', tooShort),
  explanation: text('The same in words, with how likely it is and what is usual', tooShort),
  reason_event: number('The event it is about, from 0; the number of events for the end of the session', {
    unit: 'place',
    ...tooShort,
  }),
  expected: list('What is usual there, the likeliest first: `{ name, probability }`', tooShort),
};

export const modelColumns = { model: object('The model as JSON, for `sequence.score`') };
