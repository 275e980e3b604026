import { boolean, number, text, time } from '@pivotkit/core';

const unlikely = 'there are too few events, or they have no rhythm at all';

/** Columns of `beacon.detect`. */
export const beaconColumns = {
  isBeacon: boolean('Whether the p-value is small enough'),
  period: number('Time from one check-in to the next', { unit: 'seconds', nullWhen: unlikely }),
  jitter: number('The j for which check-ins are as if evenly spread between 1 - j and 1 + j periods', {
    unit: 'periods',
    nullWhen: unlikely,
  }),
  loss: number('Part of the periods without a check-in', { range: [0, 1], nullWhen: unlikely }),
  pValue: number('How likely events with such bursts and pauses, but without a rhythm, would seem as rhythmic', {
    range: [0, 1],
    nullWhen: unlikely,
  }),
  confidence: number('1 - pValue; 0 where there is none', { range: [0, 1] }),
  score: number('Part of the events in step (phase), or of the waits near a period (intervals)', {
    range: [0, 1],
    nullWhen: unlikely,
  }),
  method: text('What the rhythm was found by: phase, events on a grid in time; intervals, waits of one length', {
    nullWhen: unlikely,
  }),
  events: number('Events of the pair that have a time', { unit: 'rows' }),
  firstSeen: time('First event', { nullWhen: 'no event has a time' }),
  lastSeen: time('Last event', { nullWhen: 'no event has a time' }),
};
