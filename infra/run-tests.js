import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.js';
import { ensureInstalled } from './ensure-installed.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

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

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult
 * @param {string} report vitest's JSON report
 * @param {number} exitCode
 * @returns {Counts}
 */
function countsOf(report, exitCode) {
  /** @type {FileResult[]} */
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
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
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
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
    const report = join(folder, 'report.json');
    const reporters = ['default', 'json', join(root, 'infra', 'tried-again.js')].map((name) => `--reporter=${name}`);
    const exitCode = await vitest([...reporters, `--outputFile.json=${report}`, '--retry=1', ...args]);
    return countsOf(report, exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
