// Tests run on the sources: every package's name resolves to its src/index.ts.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url));

/** Tests in a browser take longest, however small their files are: one that began last would be waited for alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ project, moduleId }: TestSpecification) =>
      project.name !== 'server' ? 0 : moduleId.includes('/validation/browser/') ? 1 : 2;
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  resolve: {
    alias: {
      '@equipoise/stats': source('stats'),
      '@equipoise/trial': source('trial'),
      '@equipoise/analysis': source('analysis'),
      '@equipoise/server': source('server'),
    },
  },
  test: {
    setupFiles: ['scripts/vitest-setup.ts'],
    // Nothing is timed here: a machine that others use as well may be ten times slower than an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Left to itself, vitest leaves one core idle: on two cores that is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          // Modules of the pure packages hold no state that a test changes: each worker loads them once.
          isolate: false,
          include: ['packages/{stats,trial,analysis,web}/src/**/*.test.ts', 'validation/**/*.test.ts'],
          exclude: ['validation/browser/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          isolate: false,
          include: ['packages/server/src/**/*.test.ts', 'validation/browser/**/*.test.ts'],
          globalSetup: ['packages/server/src/test-support/clusters.ts'],
        },
      },
    ],
  },
});
