import { boolean, number } from '@pivotkit/core';

const skipped = "a column has no finite number and missing is 'skip'";

/** Columns of `outliers.isolationForest`. */
export const outlierColumns = {
  outlierScore: number('How soon the row is alone: near 1 is an outlier, 0.5 and less is none', {
    range: [0, 1],
    nullWhen: skipped,
  }),
  isOutlier: boolean('Whether the score is among the highest', { nullWhen: skipped }),
};
