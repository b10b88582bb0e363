import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.js';
import { withLock } from './lock.js';
import { syncOne, syncTree } from './sync-tree.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** A process that runs from an older build may still load a module of it, so a build is kept for a while after another took its place. */
const KEEP_BUILDS_MS = 24 * 3_600_000;

/** @returns {string[]} */
const rooms = () => JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')).include;

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourcesIn(path);
      return /\.[jt]s$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** Names, sizes and times of all sources, as a short hash: any edit, added or removed file changes it. */
function sourceStamp() {
  const hash = createHash('sha256');
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) => join(root, name));
  for (const path of [...settings, ...rooms().flatMap((room) => sourcesIn(join(root, room)))]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${String(size)} ${String(mtimeMs)}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} path */
const isLinked = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** @param {string} path */
const touch = (path) => utimesSync(path, new Date(), new Date());

/** @param {string} name */
const isCurrent = (name) => isLinked(dist) && readlinkSync(dist) === name && existsSync(dist);

/** @param {string} outDir */
async function bundleWorkflows(outDir) {
  const workflowsPath = join(outDir, 'workflows', 'index.js');
  if (!existsSync(workflowsPath)) return;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  writeFileSync(join(outDir, 'workflow-bundle.js'), code);
}

/** @param {string} name */
function pointDistTo(name) {
  // from now on it is an older build, however long ago it was made
  if (isLinked(dist) && existsSync(dist)) touch(dist);
  const link = join(root, `dist-${String(process.pid)}.link`);
  rmSync(link, { force: true });
  symlinkSync(name, link);
  if (lstatSync(dist, { throwIfNoEntry: false })?.isSymbolicLink() === false) rmSync(dist, { recursive: true });
  renameSync(link, dist);
}

/** @param {string} current */
function removeOldBuilds(current) {
  for (const name of readdirSync(root)) {
    if (!name.startsWith('dist-') || name === current) continue;
    const path = join(root, name);
    const unfinished = !/^dist-[0-9a-f]{12}$/.test(name);
    if (unfinished || Date.now() - lstatSync(path).mtimeMs > KEEP_BUILDS_MS)
      rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Makes dist/ current: the compiled sources and dist/workflow-bundle.js. `dist` is a link to the folder of one build and is
 * switched in one step, so a process that runs from the build before is not disturbed. Looking costs a few milliseconds.
 * @param {(line: string) => void} [note] told once when there is something to build
 * @returns {Promise<string>} the path of dist
 */
export async function ensureBuilt(note = () => {}) {
  if (isCurrent(`dist-${sourceStamp()}`)) return dist;
  mkdirSync(join(root, '.daybreak'), { recursive: true });
  return withLock(join(root, '.daybreak', 'build.lock'), async () => {
    const name = `dist-${sourceStamp()}`;
    if (isCurrent(name)) return dist;
    const finished = join(root, name);
    if (!existsSync(finished)) {
      note('building Daybreak (once after each change of the sources) …');
      const draft = `${finished}.draft`;
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(join(root, 'node_modules', 'typescript'))) {
        throw new Error(`The packages are not installed: run \`npm ci\` in ${root}.`);
      }
      await compile(root, draft);
      await bundleWorkflows(draft);
      // its name says that it is whole, also after a power cut
      await syncTree(draft);
      renameSync(draft, finished);
      await syncOne(root);
    }
    touch(finished);
    pointDistTo(name);
    removeOldBuilds(name);
    return dist;
  });
}
