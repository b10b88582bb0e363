import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { untilInterrupted } from '../../cli/load-input.ts';
import type { LoadReport } from '../../domain/load-report.ts';
import { failure } from '../sources/read-rows.ts';
import { writtenFiles } from '../sources/written-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const DICTIONARY =
  'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab\n' +
  'user,1,call,calls,01,COUNT,7,trailing,call:count,\n';

const event = (id: string) =>
  `{"event_id":"${id}","entity_type":"user","entity_id":"u1","business_line":"01","feature":"call","event_time":"2026-03-01T04:00:00Z"}\n`;

/** The command in a process of its own, in a home with one dictionary. */
async function started(...args: string[]) {
  const home = await writtenFiles({});
  await mkdir(join(home, 'dictionaries', 'shop'), { recursive: true });
  await writeFile(join(home, 'dictionaries', 'shop', 'dictionary.csv'), DICTIONARY);
  await writeFile(join(home, 'dictionaries', 'shop', 'settings.yaml'), 'time_zone: Asia/Shanghai\n');
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'cli', 'main.ts'), 'load', 'shop', ...args], {
    cwd: ROOT,
    env: { ...process.env, DAYBREAK_HOME: home },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (out.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (out.stderr += text.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, out, ended };
}

describe('daybreak load --stream', { timeout: 60_000 }, () => {
  it('ends in good order at the end of its input', async () => {
    const { child, out, ended } = await started('--stream', '--json');
    child.stdin.end(event('e1') + 'oops\n' + event('e2'));
    expect([await ended, out.stderr]).toEqual([
      0,
      expect.stringContaining('line 2 was set aside: the line is broken JSON'),
    ]);
    expect((JSON.parse(out.stdout) as LoadReport).tables).toMatchObject([
      { table: 'events', read: 3, setAside: 1, added: 2 },
    ]);
  });

  it('ends in good order at Ctrl-C, with its counts and exit code 0', async () => {
    const { child, out, ended } = await started('--stream', '--json');
    child.stdin.write(event('e1') + 'oops\n');
    // What it says on standard error tells that the batch is written.
    while (!out.stderr.includes('line 2 was set aside')) await once(child.stderr, 'data');
    child.stdin.write(event('e2'));
    child.kill('SIGINT');
    expect([await ended, out.stderr]).toEqual([0, expect.not.stringContaining('BUG')]);
    const [events] = (JSON.parse(out.stdout) as LoadReport).tables;
    expect(events!.added).toBeGreaterThanOrEqual(1);
  });

  it('is refused beside a drop with exit code 2', async () => {
    const { ended, out } = await started('./drop', '--stream');
    expect([await ended, out.stderr]).toEqual([
      2,
      expect.stringContaining('--stream reads standard input and no drop'),
    ]);
  });
});

describe('standard input', () => {
  it('ends when interrupted, even when nothing comes', async () => {
    const [input, controller] = [new PassThrough(), new AbortController()];
    input.write('a');
    const seen: string[] = [];
    setTimeout(() => {
      controller.abort();
    }, 20);
    for await (const bytes of untilInterrupted(input, controller.signal)) seen.push(Buffer.from(bytes).toString());
    expect(seen).toEqual(['a']);
    for await (const bytes of untilInterrupted(new PassThrough(), controller.signal)) seen.push(String(bytes));
    expect(seen).toEqual(['a']);
  });

  it('that breaks is an error with a code', async () => {
    const input = new PassThrough();
    input.destroy(new Error('broken pipe'));
    const error = await failure(untilInterrupted(input, new AbortController().signal).next());
    expect([error.code, error.message]).toEqual(['DROP_UNREADABLE', 'standard input cannot be read: broken pipe']);
  });
});
