import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition is the one in every package's `exports`.
// It stands alone in the list: vitest hands it to Node, where `import` would also hold for what is required.
const conditions = ['pivotkit-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
