import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/**
 * Prints every skipped test with its reason and, as the last line of the process, `N passed, N failed, N skipped`.
 * With VLKCTL_FAIL_ON_SKIP=1 a skipped test makes the run exit with 1.
 */
export class SkippedReporter implements Reporter {
  #vitest: Vitest | undefined;
  #counts: string | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    // Not at the end of the run: global teardowns and coverage print after that.
    process.once('exit', () => {
      if (this.#counts !== undefined) process.stdout.write(`${this.#counts}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.length - skipped.length - passed + countBroken(modules) + unhandledErrors.length;

    // With -t every test that does not match is skipped; that list would say nothing.
    const isFiltered = this.#vitest?.config.testNamePattern !== undefined;
    if (!isFiltered) this.#printSkipped(skipped);
    if (skipped.length > 0 && process.env['VLKCTL_FAIL_ON_SKIP'] === '1') {
      this.#print('VLKCTL_FAIL_ON_SKIP=1: a skipped test fails this run.');
      process.exitCode = 1;
    }
    this.#counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  }

  #printSkipped(skipped: readonly TestCase[]): void {
    if (skipped.length > 0) this.#print('Skipped:');
    for (const test of skipped) this.#print(`  ${test.module.relativeModuleId} > ${test.fullName}: ${reasonOf(test)}`);
  }

  #print(line: string): void {
    this.#vitest?.logger.log(line);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' && result.note) || 'no reason given';
}

/** Files that did not load and suites whose hooks failed: their tests count as skipped or not at all. */
function countBroken(modules: readonly TestModule[]): number {
  const groups: (TestModule | TestSuite)[] = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return groups.filter((group) => group.errors().length > 0).length;
}
