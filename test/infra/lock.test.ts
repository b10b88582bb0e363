import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLocked, tryLock, withLock } from '../../infra/lock.js';
import { processCommandLine, processIdentity } from '../../infra/process-identity.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-lock-'));
  path = join(folder, 'some.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The content of a lock whose owner was killed: a process that lived and does not any more. */
async function deadOwner(): Promise<string> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const owner = `${child.pid!} ${processIdentity(child.pid!)!}`;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return owner;
}

describe('a lock', () => {
  it('has one owner at a time and is gone when it lets go', () => {
    const release = tryLock(path)!;
    expect(isLocked(path)).toBe(true);
    expect(tryLock(path)).toBeUndefined();
    release();
    expect(isLocked(path)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets one process in at a time, also when the file of a dead one lies there', async () => {
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    writeFileSync(path, await deadOwner());
    const holder = ['--import', 'tsx', join(import.meta.dirname, 'lock-holder.ts'), path, counter, '25'];
    await Promise.all([1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, holder)));
    expect(readFileSync(counter, 'utf8')).toBe('100');
    expect(readdirSync(folder)).toEqual(['counter']);
  });

  it('is not believed when its pid belongs to another process by now', () => {
    writeFileSync(path, `${process.pid} another time`);
    expect(isLocked(path)).toBe(false);
    const release = tryLock(path);
    expect(release).toBeDefined();
    release?.();
  });

  it('is respected while its owner is still writing it, and not for ever', () => {
    writeFileSync(path, '');
    expect(tryLock(path)).toBeUndefined();
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);
    expect(tryLock(path)).toBeDefined();
  });

  it('goes when the work throws', async () => {
    await expect(withLock(path, () => Promise.reject(new Error('disk on fire')))).rejects.toThrow('disk on fire');
    expect(existsSync(path)).toBe(false);
  });

  it('that somebody took over is not removed by the one who had it before', () => {
    const release = tryLock(path)!;
    writeFileSync(path, '1 of another process');
    release();
    expect(existsSync(path)).toBe(true);
  });
});

describe('the identity of a process', () => {
  it('stays the same while it lives, differs from others, and ends with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a mark']);
    await once(child, 'spawn');
    const identity = processIdentity(child.pid!);
    expect(identity).toMatch(/\d/);
    expect(identity).toBe(processIdentity(child.pid!));
    expect(identity).not.toBe(processIdentity(process.pid));
    expect(processCommandLine(child.pid!)).toContain('a mark');
    child.kill();
    await once(child, 'exit');
    expect(processIdentity(child.pid!)).toBeUndefined();
    expect(processCommandLine(child.pid!)).toBe('');
  });
});
