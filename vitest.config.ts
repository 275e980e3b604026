import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition is the one in every package's `exports`.
const conditions = ['pivotkit-source', 'node', 'import', 'default'];

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
