import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout } from './checkout.ts';

let place: ReturnType<typeof checkout>;
beforeAll(() => {
  place = checkout(['infra', 'domain', 'cli']);
  mkdirSync(join(place.folder, 'test'), { recursive: true });
  const file = (name: string, body: string): void => {
    writeFileSync(join(place.folder, 'test', `${name}.test.ts`), `import { expect, it } from 'vitest';\n${body}\n`);
  };
  file('good', "it('adds', () => { expect(1 + 1).toBe(2); });\nit('multiplies', () => { expect(2 * 2).toBe(4); });");
  file('bad', "it('adds', () => { expect(1 + 1).toBe(3); });\nit.skipIf(true)('waits', () => {});");
  file('broken', "throw new Error('not a test file');\nit('never', () => {});");
  file(
    'shaky',
    `import { existsSync, writeFileSync } from 'node:fs';
const before = existsSync('tried');
writeFileSync('tried', '');
it('comes round', () => { expect(before).toBe(true); });
it('is sound', () => {});`,
  );
  file('stray', "it('ends', () => { void Promise.reject(new Error('nobody waits for it')); });");
});
afterAll(() => {
  place.remove();
});

const npmTest = (...names: string[]) => {
  const files = names.map((name) => `test/${name}.test.ts`);
  const { status, stdout } = spawnSync(process.execPath, [join(place.folder, 'cli', 'test.js'), ...files], {
    cwd: place.folder,
    encoding: 'utf8',
  });
  const again = /^PASSED ONLY WHEN RUN AGAIN.*\n.*/m.exec(stdout)?.[0];
  return { status, last: stdout.trimEnd().split('\n').at(-1), again };
};

describe('npm test', () => {
  it('counts on its last line, and its exit code tells whether all is well', () => {
    expect(npmTest('good')).toEqual({ status: 0, last: '2 passed, 0 failed', again: undefined });
  });

  it('counts what was skipped, and as failed also a file that cannot be read', () => {
    expect(npmTest('good', 'bad', 'broken')).toMatchObject({ status: 1, last: '2 passed, 2 failed, 1 skipped' });
  });

  it('runs once more the files that failed, and says aloud which passed only then, and how many on the last line', () => {
    const again =
      'PASSED ONLY WHEN RUN AGAIN: test/shaky.test.ts\n  comes round: AssertionError: expected false to be true // Object.is equality';
    expect(npmTest('good', 'shaky')).toEqual({ status: 0, last: '4 passed, 0 failed, 1 only when run again', again });
  });

  it('counts as failed an error outside of any test, and a run without tests', () => {
    expect(npmTest('stray')).toMatchObject({ status: 1, last: '1 passed, 1 failed' });
    expect(npmTest('none-of-that-name')).toMatchObject({ status: 1, last: '0 passed, 1 failed' });
  });
});
