import react from '@vitejs/plugin-react'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

/** Tests that start programs and share what the machine has one of: one file at a time, with time to spare. */
const whole = (name: string, seconds: number): TestProjectConfiguration => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    fileParallelism: false,
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
  },
})

export default defineConfig({
  test: {
    allowOnly: false,
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,tools}/**/*.test.ts', 'tests/{architecture,bench,torture}/**/*.test.ts'],
          exclude: ['src/renderer/agent/**'],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'ui',
          environment: 'jsdom',
          include: ['src/renderer/agent/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/ui/setup.ts'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
          testTimeout: 20_000,
        },
      },
      whole('interop', 60),
      whole('crm', 120),
      whole('faults', 180),
      whole('network', 180),
      whole('e2e', 120),
      whole('packaging', 180),
    ],
  },
})
