import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stackStatus } from '../../infra/stack-status.ts';
import { newHome, removeHome, start, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { eventually } from './temporal.ts';
import { TINY_DROP, writeTinyDictionary } from './tiny.ts';

const DATE = '2099-01-02';

let home: string;
const strangers = [createServer(), createServer()];
beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'shop', {
    settings: 'time_zone: UTC\nsources: [{ name: erp }]\nscenes: { claim: { models: [] } }\n',
  });
  await succeed(home, 'load', 'shop', await writeDrop(join(home, 'drop'), TINY_DROP));
  await succeed(home, 'up');
});
afterAll(async () => {
  for (const stranger of strangers) stranger.close();
  await succeed(home, 'down');
  await removeHome(home);
});

/** Takes a port as soon as whoever has it lets go. */
async function take(port: number, stranger: (typeof strangers)[number]): Promise<void> {
  for (;;) {
    stranger.listen({ host: '127.0.0.1', port, exclusive: true });
    const [taken] = await Promise.race([
      once(stranger, 'listening').then(() => [true]),
      new Promise<[boolean]>((resolve) => {
        stranger.once('error', () => {
          resolve([false]);
        });
      }),
    ]);
    if (taken) return;
    await sleep(2);
  }
}

it('a night is followed to its end when its Temporal comes back on other ports', async () => {
  const night = start(home, 'night', 'shop', '--date', DATE);
  await eventually(
    () => Promise.resolve(night.said()),
    (said) => said.includes('erp'),
  );
  const { temporal, ui, processes } = stackStatus(home);
  const portOf = (address: string | null): number => Number(/:(\d+)$/.exec(address ?? '')?.[1]);
  const server = processes.find(({ name }) => name === 'temporal');
  process.kill(server?.pid ?? 0, 'SIGKILL');
  await Promise.all([take(portOf(temporal), strangers[0]!), take(portOf(ui), strangers[1]!)]);
  await eventually(
    () => Promise.resolve(stackStatus(home).temporal),
    (now) => now !== null && now !== temporal,
  );
  await succeed(home, 'ready', 'shop', '--date', DATE, '--source', 'erp');
  const ended = await night.ended;
  expect([ended.code, ended.stdout]).toEqual([
    0,
    expect.stringMatching(/^night shop 2099-01-02, run 1: sealed and delivered/),
  ]);
}, 180_000);
