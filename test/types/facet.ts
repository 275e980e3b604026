import { definePivot, found, number, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';

// What must compile, and (marked) what must not. Checked by `tsc -p tsconfig.json`; never run.

const common = {
  name: 'ranks',
  description: 'Ranks',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: { rank: number('Rank', { nullWhen: 'unranked' }), page: text('Page') },
  sharing: { reaches: 'nobody' },
  lookup: (inputs: readonly IpAddress[]) => inputs.map(({ key }) => found({ rank: 1, page: key })),
} as const;

definePivot({
  ...common,
  facets: {
    // The row has the columns' types: what may be null is.
    reputation: ({ rank, page }) =>
      rank === null
        ? undefined
        : { judgement: 'unknown', severity: 'information', score: rank, reliability: 'C', reference: page },
  },
});

definePivot({
  ...common,
  facets: {
    // @ts-expect-error there is no such column
    reputation: ({ place }) => ({ judgement: 'unknown', severity: 'unknown', reliability: 'F', score: place }),
  },
});

definePivot({
  ...common,
  facets: {
    // @ts-expect-error no severity of the scale
    reputation: () => ({ judgement: 'unknown', severity: 'critical', reliability: 'F' }),
  },
});

definePivot({
  ...common,
  facets: {
    // @ts-expect-error there is no such facet
    popularity: () => ({ rank: 1 }),
  },
});
