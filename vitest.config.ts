// Three tiers, told apart by the suffix of the file alone.
import { defineConfig } from 'vitest/config'

const seconds = 1000

function tier(
  name: string,
  suffix: string,
  limit: number,
  workers: number,
  exclude: string[] = [],
) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/**/*${suffix}`],
      exclude,
      testTimeout: limit,
      hookTimeout: limit,
      maxWorkers: workers,
    },
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    setupFiles: ['./test/setup.ts'],
    globalSetup: ['./test/threads.ts'],
    restoreMocks: true,
    teardownTimeout: 30 * seconds,
    projects: [
      tier('unit', '.test.ts', 20 * seconds, 2, [
        'test/**/*.bed.test.ts',
        'test/**/*.real.test.ts',
      ]),
      tier('embedded', '.bed.test.ts', 180 * seconds, 2),
      // One engine, fixed names and ports: one file at a time.
      tier('real', '.real.test.ts', 600 * seconds, 1),
    ],
  },
})
