import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alert, ifStoreAnswers } from '../../activities/alert.ts';
import type { NightAlert, RaisedAlert } from '../../domain/alert.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { openLogger } from '../../workers/logger.ts';
import { openPorts, type OpenPorts } from '../../workers/ports.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';

const ZONE = 'Asia/Shanghai';
let home: string;
let ports: OpenPorts;
let answer: number;
const bodies: unknown[] = [];
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    bodies.push(JSON.parse(body));
    response.writeHead(answer).end('what the hook says');
  });
});

beforeAll(async () => {
  home = await newHome();
  const log = openLogger('test');
  log.level = 'silent';
  ports = openPorts(home, log, null);
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  hook.close();
  await ports.close();
  await removeHome(home);
});

const url = (): string => `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
const raise = async (dictionary: string, alerts: unknown, change: Partial<NightAlert> = {}): Promise<RaisedAlert> => {
  const settings = `time_zone: ${ZONE}\n${alerts === undefined ? '' : `alerts: ${JSON.stringify(alerts)}\n`}`;
  await writeTinyDictionary(home, dictionary, { settings });
  const raised: NightAlert = {
    ...{ dictionary, date: '2026-03-02', cause: 'behind', said: 'the night will miss its deadline' },
    ...{ consequence: 'it ends 20 min after it', deadlineMs: Date.UTC(2026, 2, 1, 22, 30), leftMs: 600_000 },
    ...change,
  };
  return alert(ports)({ alert: raised, timeZone: ZONE }, () => undefined);
};
/** A program that keeps what it is given. */
async function keeper(name: string): Promise<{ command: string[]; kept: () => Promise<unknown> }> {
  const [script, file] = [join(home, `${name}.mjs`), join(home, `${name} kept.json`)];
  await writeFile(
    script,
    `import { readFileSync, writeFileSync } from 'node:fs';\nwriteFileSync(process.argv[2], readFileSync(0));\n`,
  );
  const kept = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8')) as unknown;
  return { command: [process.execPath, script, file], kept };
}

describe('an alert', () => {
  it('goes to the webhook and to the command, with what happened, what follows and how long there is', async () => {
    answer = 200;
    const { command, kept } = await keeper('both');
    const { sent } = await raise('both', { webhook: url(), command });
    expect(sent).toEqual([{ way: 'webhook' }, { way: 'command' }]);
    const text =
      'night both 2026-03-02: the night will miss its deadline; it ends 20 min after it (10 min to the deadline)';
    expect(bodies.at(-1)).toMatchObject({
      ...{ text, cause: 'behind', dictionary: 'both', date: '2026-03-02', minutesLeft: 10 },
      ...{ deadline: '2026-03-01T22:30:00.000Z', consequence: 'it ends 20 min after it' },
    });
    expect(await kept()).toEqual(bodies.at(-1));
  });

  it('is told once a night and cause', async () => {
    answer = 204;
    const before = bodies.length;
    const first = await raise('once', { webhook: url() });
    expect(await raise('once', { webhook: url() })).toEqual(first);
    expect(bodies.length).toBe(before + 1);
    await raise('once', { webhook: url() }, { cause: 'deadline' });
    await raise('once', { webhook: url() }, { date: '2026-03-03' });
    expect(bodies.length).toBe(before + 3);
  });

  it('that does not arrive says why and throws nothing; the other way is tried all the same', async () => {
    answer = 503;
    const { command, kept } = await keeper('half');
    const { sent } = await raise('half', { webhook: url(), command });
    expect(sent).toEqual([{ way: 'webhook', error: 'it answered 503 Service Unavailable' }, { way: 'command' }]);
    expect(await kept()).toMatchObject({ dictionary: 'half' });
  });

  it.each<[string, unknown, RegExp]>([
    ['nobody listens', { webhook: 'http://127.0.0.1:9/' }, /./],
    ['a program that is not there', { command: ['/no/such/program'] }, /ENOENT/],
    [
      'a program that fails',
      { command: [process.execPath, '-e', 'console.error("no line"); process.exit(3)'] },
      /3: no line/,
    ],
    ['a program that reads nothing', { command: [process.execPath, '-e', 'process.exit(1)'] }, /ended with 1$/],
  ])('with %s', async (name, alerts, error) => {
    const { sent } = await raise(name.replaceAll(' ', '_'), alerts);
    expect(sent).toEqual([{ way: expect.any(String) as string, error: expect.stringMatching(error) as string }]);
  });

  it('does not wait for what a program leaves running, and ends all of one that takes too long', async () => {
    const { alertWays } = await import('../../workers/alert-ways.ts');
    const file = join(home, 'too late');
    // Both would only be over when their children are, which hold the pipe open.
    await alertWays.run(['sh', '-c', 'sleep 300 & echo $! > "$0"; exit 0', `${file} pid`], '{}', 60_000);
    const slow = alertWays.run(['sh', '-c', '(sleep 2; touch "$0"); true', file], '{}', 200);
    await expect(slow).rejects.toThrow('it ended with SIGKILL');
    process.kill(Number(await readFile(`${file} pid`, 'utf8')));
    await new Promise((after) => setTimeout(after, 2_500));
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('is told although the store, which may be its cause, cannot be reached', async () => {
    answer = 204;
    await raise('down', { webhook: url() });
    const before = bodies.length;
    const gone = (): Promise<never> =>
      Promise.reject(new DaybreakError('STORE_UNREACHABLE', 'HBase does not answer', 'look at it'));
    const store = { ...(await ports.openStore('down', ZONE)), getRecord: gone, putRecord: gone };
    const raised: NightAlert = {
      ...{ dictionary: 'down', date: '2026-03-02', cause: 'failed/STORE_UNREACHABLE' },
      ...{ said: 'the night failed', consequence: 'no scores are delivered' },
    };
    for (const openStore of [gone, () => Promise.resolve(store)]) {
      const told = await alert({ ...ports, openStore })({ alert: raised, timeZone: ZONE }, () => undefined);
      expect(told.sent).toEqual([{ way: 'webhook' }]);
    }
    expect(bodies.length).toBe(before + 2);
    expect(await ifStoreAnswers(ports.log, 'down', () => new Promise(() => undefined), 10)).toBe(undefined);
    expect(await ifStoreAnswers(ports.log, 'down', () => Promise.resolve('here'), 60_000)).toBe('here');
  });

  it('that nobody wants is kept', async () => {
    expect(await raise('nobody', undefined)).toMatchObject({ cause: 'behind', sent: [] });
  });
});
