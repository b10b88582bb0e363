import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.js';
import { ensureInstalled } from './ensure-installed.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `onlyAgain`: tests among the passed ones that had failed at first. A file that could not be read at first counts as one of them.
 * @typedef {{ passed: number, failed: number, skipped: number, onlyAgain: number }} Counts */

/** Fetched before the tests, so that they need no network. Without one, the tests that need it say so themselves.
 * @param {string} dist @param {(line: string) => void} say */
async function obtainTemporal(dist, say) {
  const { obtainTemporal } = await import(pathToFileURL(join(dist, 'infra', 'temporal-binary.js')).href);
  try {
    const { version, from } = await obtainTemporal({ note: say, signal: new AbortController().signal });
    say(`Temporal ${version}, ${from}`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** The same for the jars of HBase and HDFS, which need a JDK and Maven.
 * @param {string} dist @param {(line: string) => void} say */
async function obtainHadoop(dist, say) {
  const module = (/** @type {string} */ name) => pathToFileURL(join(dist, 'infra', 'hadoop', `${name}.js`)).href;
  const [{ findJava }, { obtainJars }] = [await import(module('java')), await import(module('jars'))];
  try {
    await obtainJars({ java: await findJava(), note: say, signal: new AbortController().signal });
  } catch (error) {
    say(`NOT TESTED on HBase and HDFS: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {readonly string[]} args @returns {Promise<number>} 1 also when a signal ended it */
function vitest(args) {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl-C reaches vitest by itself, being in the same terminal; this process only must not end before it
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Most files of which one slow moment of a machine may be the cause; more than that have failed for a reason. */
const MOST_FILES_AGAIN = 12;

/**
 * All tests; then those files once more, by themselves and one after the other, of which a test had failed. Most tests start processes, and one
 * slow moment of a machine must not hide what the other thousand say; but nobody shall take such a file for a sound one, so it is named, and its tests are counted apart.
 * @param {readonly string[]} args @param {string} folder for the reports @param {(line: string) => void} say
 * @returns {Promise<Counts>}
 */
async function vitestTwice(args, folder, say) {
  const run = async (/** @type {string} */ name, /** @type {readonly string[]} */ more) => {
    const report = join(folder, `${name}.json`);
    const exitCode = await vitest(['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...more]);
    return { exitCode, files: readReport(report) };
  };
  const first = await run('first', args);
  const failed = first.files.filter(({ status }) => status === 'failed');
  const counts = countsOf(first.files, first.exitCode);
  if (failed.length === 0 || failed.length > MOST_FILES_AGAIN) return counts;
  say(`${failed.length} files failed; once more, by themselves`);
  const names = failed.map(({ name }) => relative(root, name));
  const again = await run('again', [...names, '--no-file-parallelism']);
  let onlyAgain = 0;
  for (const { name, status } of again.files) {
    if (status !== 'passed') continue;
    const causes = failed.filter((file) => file.name === name).flatMap(causesOf);
    onlyAgain += causes.length;
    say(['PASSED ONLY WHEN RUN AGAIN: ' + relative(root, name), ...causes].join('\n  '));
  }
  const last = [...first.files.filter((file) => !failed.includes(file)), ...again.files];
  return { ...countsOf(last, again.exitCode), onlyAgain };
}

/** @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestResult */
/** @typedef {{ name: string, status: string, message: string, assertionResults: TestResult[] }} FileResult */

/** What had failed, and how: a line each. @param {FileResult} file */
function causesOf({ message, assertionResults }) {
  const tests = assertionResults.filter(({ status }) => status === 'failed');
  const firstLine = (/** @type {string | undefined} */ text) => (text ?? '').split('\n')[0];
  if (tests.length === 0) return [firstLine(message)];
  return tests.map(({ fullName, failureMessages: [first] }) => `${fullName}: ${firstLine(first)}`);
}

/** @param {string} report vitest's JSON report @returns {FileResult[]} */
const readReport = (report) => JSON.parse(readFileSync(report, 'utf8')).testResults;

/**
 * @param {readonly FileResult[]} files
 * @param {number} exitCode
 * @returns {Counts}
 */
function countsOf(files, exitCode) {
  const statuses = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const count = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;
  // a file that cannot be read as tests has none that failed, and is a failure nevertheless
  const broken = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const passed = count('passed');
  const failed = count('failed') + broken;
  const skipped = statuses.length - passed - count('failed');
  // an error outside of any test, or no test at all
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped, onlyAgain: 0 };
}

/**
 * All tests of a checkout, from nothing: installs, builds, fetches Temporal, HBase and HDFS, runs vitest.
 * @param {readonly string[]} args for vitest
 * @param {(line: string) => void} say
 * @returns {Promise<Counts>}
 */
export async function runTests(args, say) {
  await ensureInstalled(say);
  const dist = await ensureBuilt(say);
  await obtainTemporal(dist, say);
  await obtainHadoop(dist, say);
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-tests-'));
  try {
    return await vitestTwice(args, folder, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
