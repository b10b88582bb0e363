/**
 * A vitest reporter: names every test that failed and then passed when it was tried once more. Most tests here start processes, and one slow
 * moment of a machine must not hide what the other thousand say; but nobody shall take such a test for a sound one.
 */
export default class TriedAgain {
  /** @type {string[]} */
  names = [];

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state, errors } = test.result();
    if (state !== 'passed' || (test.diagnostic()?.retryCount ?? 0) === 0) return;
    const causes = (errors ?? []).map(({ message }) => `\n  ${message.replaceAll('\n', '\n  ')}`);
    this.names.push(`${test.module.relativeModuleId} > ${test.fullName}${causes.join('')}`);
  }

  onTestRunEnd() {
    for (const name of this.names) console.log(`PASSED ONLY WHEN TRIED AGAIN: ${name}`);
  }
}
