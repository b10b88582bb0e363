import { execFile, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncTree } from '../../infra/sync-tree.js';
import { checkout } from './checkout.ts';

let place: ReturnType<typeof checkout>;
beforeEach(() => {
  place = checkout(['infra', 'domain', 'cli']);
});
afterEach(() => {
  place.remove();
});

const at = (...path: string[]): string => join(place.folder, ...path);

describe('the build', () => {
  it('happens once for two who start at the same moment, and not again until a source changes', async () => {
    writeFileSync(at('cli', 'main.ts'), "process.stdout.write(`run with ${process.argv.slice(2).join(' ')}\\n`);\n");
    const daybreak = () => promisify(execFile)(process.execPath, [at('cli', 'daybreak.js'), 'night', 'sample']);
    const both = await Promise.all([daybreak(), daybreak()]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['run with night sample\n', 'run with night sample\n']);
    expect(both.filter(({ stderr }) => stderr.startsWith('building Daybreak'))).toHaveLength(1);
    const first = readlinkSync(at('dist'));
    expect(await daybreak()).toEqual({ stdout: 'run with night sample\n', stderr: '' });

    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    mkdirSync(at('dist-000000000000'));
    for (const build of [first, 'dist-000000000000']) utimesSync(at(build), twoDaysAgo, twoDaysAgo);
    appendFileSync(at('cli', 'main.ts'), "process.stdout.write('and more\\n');\n");
    expect((await daybreak()).stdout).toBe('run with night sample\nand more\n');
    expect(readlinkSync(at('dist'))).not.toBe(first);
    // a process that started from the build before still finds its modules, however long ago that was; older builds are gone
    expect(readdirSync(at(first))).toContain('cli');
    expect(readdirSync(place.folder)).not.toContain('dist-000000000000');
    expect(readdirSync(place.folder).filter((name) => /draft|link$/.test(name))).toEqual([]);

    rmSync(at('node_modules'));
    expect((await daybreak()).stdout).toContain('and more');
  });

  it('is on the disk with all its files before its name says that it is whole', () => {
    writeFileSync(
      at('infra', 'sync-tree.js'),
      `import { readdirSync } from 'node:fs';
       const see = (what) => process.stderr.write(what + ' ' + JSON.stringify(readdirSync(${JSON.stringify(place.folder)})) + '\\n');
       export const syncTree = async (folder) => see('tree ' + readdirSync(folder, { recursive: true }).length);
       export const syncOne = async () => see('names');`,
    );
    const { status, stderr } = spawnSync(process.execPath, [at('infra', 'build.js')], { encoding: 'utf8' });
    expect(status).toBe(0);
    const [tree = '', names = ''] = stderr.split('\n').filter((line) => /^(tree|names) /.test(line));
    const build = readlinkSync(at('dist'));
    expect(tree).toMatch(
      new RegExp(`^tree ${readdirSync(at(build), { recursive: true }).length} .*"${build}\\.draft"`),
    );
    expect(tree).not.toContain(`"${build}"`);
    expect(names).toContain(`"${build}"`);
    expect(names).not.toContain('"dist"');
  });

  it('is synced to the last file', async () => {
    mkdirSync(at('tree', 'in', 'it'), { recursive: true });
    writeFileSync(at('tree', 'in', 'file'), 'x');
    await syncTree(at('tree'));
    symlinkSync(at('nowhere'), at('tree', 'in', 'it', 'broken'));
    await expect(syncTree(at('tree'))).rejects.toThrow('ENOENT');
  });

  it('bundles the workflows, and takes the place of a dist folder that was made by hand', () => {
    mkdirSync(at('workflows'));
    mkdirSync(at('dist', 'cli'), { recursive: true });
    writeFileSync(at('workflows', 'index.ts'), 'export async function nightly(): Promise<string> { return "dawn"; }\n');
    const { status } = spawnSync(process.execPath, [at('infra', 'build.js')]);
    expect(status).toBe(0);
    expect(readFileSync(at('dist', 'workflow-bundle.js'), 'utf8')).toContain('dawn');
  });

  it('that fails says where, leaves the last good one in place, and ends with 1', () => {
    writeFileSync(at('cli', 'main.ts'), '');
    expect(spawnSync(process.execPath, [at('infra', 'build.js')]).status).toBe(0);
    const good = readlinkSync(at('dist'));
    writeFileSync(at('cli', 'main.ts'), 'const = 1;\n');
    const { status, stderr } = spawnSync(process.execPath, [at('cli', 'daybreak.js'), 'status'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('cli/main.ts(1,7)');
    expect(readlinkSync(at('dist'))).toBe(good);
  });

  it('says what to do when the packages are not installed', () => {
    rmSync(at('node_modules'));
    const { status, stderr } = spawnSync(process.execPath, [at('cli', 'daybreak.js')], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('run `npm ci`');
  });
});
