import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Answer = Record<string, unknown>;
type Send = (method: string, params: Answer) => Promise<Answer>;

/**
 * Opens a page of its own in a headless browser for the time of `work`. Speaks the DevTools protocol over pipes (descriptors 3 and
 * 4, a NUL after each message), which takes no port and no package.
 */
export async function withPage<T>(browser: string, work: (send: Send) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'daybreak-browser-'));
  const child = spawn(
    browser,
    ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const gone = exited.then((): never => {
    throw new Error(`${browser} has ended`);
  });
  try {
    const send = speakTo(child.stdio[3] as Writable, child.stdio[4] as Readable);
    return await Promise.race([gone, onPage(send, work)]);
  } finally {
    child.kill();
    await exited;
    await rm(profile, { recursive: true, force: true });
  }
}

async function onPage<T>(send: SendTo, work: (send: Send) => Promise<T>): Promise<T> {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  return work((method, params) => send(method, params, String(sessionId)));
}

type SendTo = (method: string, params: Answer, sessionId?: string) => Promise<Answer>;

interface Reply {
  readonly id?: number;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

function speakTo(to: Writable, from: Readable): SendTo {
  const waiting = new Map<number, (reply: Reply) => void>();
  let rest = '';
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const reply = JSON.parse(message) as Reply;
      if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
    }
  });
  let last = 0;
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}
