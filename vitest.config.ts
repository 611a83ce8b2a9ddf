import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';
import { SkippedReporter } from './test/support/skipped-reporter.ts';

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>;

const config: ViteUserConfig = defineConfig({
  test: {
    restoreMocks: true,
    reporters: ['default', new SkippedReporter()],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    projects: [
      project('unit', { include: ['test/unit/**/*.test.ts', 'test/schema/**/*.test.ts'] }),
      project('cases', { include: ['test/cases/**/*.test.ts'] }),
      project('contract', { include: ['test/contract/**/*.test.ts'] }),
      project('architecture', {
        include: ['test/architecture/**/*.test.ts'],
        testTimeout: 30_000,
        hookTimeout: 60_000,
      }),
      project('integration', { include: ['test/integration/**/*.test.ts'], testTimeout: 30_000 }),
      // Wine prefixes and whole runs are slow and wait a lot: after all others, three files at a time.
      project('wine', {
        include: ['test/wine/**/*.test.ts', 'test/e2e/**/*.test.ts'],
        globalSetup: ['test/wine/setup.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
        maxWorkers: 3,
        // With three prefixes at work Wine itself ends a client at once and without a word in about 1 of 500 starts
        // (seen with `reg add` alone). A test begins with a fresh host, so it may be tried twice; the report says so.
        retry: 1,
        sequence: { groupOrder: 1 },
      }),
      // Thinks and never waits, so it gets every processor, once nobody else wants them.
      project('simulation', {
        include: ['test/simulation/**/*.test.ts'],
        testTimeout: 120_000,
        maxWorkers: '100%',
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});

export default config;

/** Makes one project that inherits every option above. */
function project(name: string, options: TestOptions): TestProjectInlineConfiguration {
  return { extends: true, test: { name, ...options } };
}
