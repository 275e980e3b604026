import { boolean, number, text, time } from '@pivotkit/core';

/** Columns of `cluster.features`. */
export const processColumns = {
  processName: text('Last part of the path', { nullWhen: 'the path is null' }),
  pathScore: number('Sum of the code points of the path', { unit: 'points' }),
  pathLogScore: number('Logarithm to the base 10 of pathScore; 0 of 0', { unit: 'powers of ten' }),
  pathHash: number('CRC-32 of the path in UTF-8', { range: [0, 0xffffffff] }),
  commandlineLen: number('Length of the command line', { unit: 'code points' }),
  commandlineLogLen: number('Logarithm to the base 10 of commandlineLen; 0 of 0', { unit: 'powers of ten' }),
  commandlineTokensFull: number('Delimiters in the command line', { unit: 'code points' }),
  commandlineScore: number('Sum of the code points of the command line', { unit: 'points' }),
  commandlineTokensHash: number('CRC-32 of the delimiters of the command line', { range: [0, 0xffffffff] }),
  isSystemSession: boolean('Whether the session is one of the system itself', {
    nullWhen: 'the table has no column of sessions',
  }),
};

/** Columns of `cluster.textFeatures`. */
export const textColumns = {
  charOrdScore: number('Sum of the code points', { unit: 'points' }),
  charOrdLogScore: number('Logarithm to the base 10 of charOrdScore; 0 of 0', { unit: 'powers of ten' }),
  length: number('Length', { unit: 'code points' }),
  logLength: number('Logarithm to the base 10 of the length; 0 of 0', { unit: 'powers of ten' }),
  delimCount: number('Delimiters: white space and punctuation of paths and command lines', { unit: 'code points' }),
  delimHash: number('CRC-32 of the delimiters in their order', { range: [0, 0xffffffff] }),
  tokenCount: number('Parts between blanks', { unit: 'parts' }),
  crc32Hash: number('CRC-32 of the text in UTF-8', { range: [0, 0xffffffff] }),
  userAgentHash: number('CRC-32 of what follows the last closing bracket: product and version of a browser', {
    range: [0, 0xffffffff],
  }),
};

const noTime = 'no event of the cluster has a time, or there is no column of times';

/** Columns of `cluster.dbscan`. */
export const clusterColumns = {
  Clustered: boolean('Whether the row is one of a cluster'),
  ClusterId: number('Number of the cluster, counted from 0 in the order of the rows; -1 is none (noise)', {
    range: [-1, 0xffffffff],
  }),
  ClusterSize: number('Rows of the cluster; 1 for a row that is in none', { unit: 'rows' }),
  FirstEventTime: time('First time in the cluster; of a row that is in none its own', { nullWhen: noTime }),
  LastEventTime: time('Last time in the cluster; of a row that is in none its own', { nullWhen: noTime }),
};

/** Columns of `cluster.rareSessions`. */
export const sessionColumns = {
  Rarity: number('Mean of 1 / ClusterSize over the events of the session', { range: [0, 1] }),
  ProcessCount: number('Events of the session', { unit: 'rows' }),
  RarestClusterSize: number('Size of the cluster that the event shown is in', { unit: 'rows' }),
};
