// Keeps the Hadoop that test files share, as long as one of them is connected and some seconds more.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHadoop } from '../../infra/hadoop/hadoop-server.ts';
import { obtainJars } from '../../infra/hadoop/jars.ts';
import { findJava } from '../../infra/hadoop/java.ts';
import { replaceFile } from '../../infra/state-folder.ts';
import { describeServer, QUICK_START } from './hadoop.ts';

/** Between two test files that need it others may run. */
const LINGER_MS = 20_000;

const [place = ''] = process.argv.slice(2);
const ending = new AbortController();
const end = (): void => {
  server.close();
  ending.abort();
};

let answer: string | undefined;
let idle = setTimeout(end, LINGER_MS);
const clients = new Set<Socket>();
const server = createServer((socket) => {
  clearTimeout(idle);
  clients.add(socket);
  if (answer !== undefined) socket.write(answer);
  // a test that was killed: `close` follows
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clients.delete(socket);
    if (clients.size === 0) idle = setTimeout(end, LINGER_MS);
  });
});
process.on('SIGTERM', end);
process.on('SIGINT', end);
await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
replaceFile(join(place, 'keeper'), String(port));
process.send?.(port);

const folder = mkdtempSync(join(tmpdir(), 'daybreak-hadoop-'));
try {
  const java = await findJava();
  const jars = await obtainJars({
    java,
    note: (line) => process.stderr.write(`${line}\n`),
    signal: ending.signal,
  });
  const hadoop = await startHadoop(
    { java, jars, folder, log: join(folder, 'hadoop.log'), jvm: QUICK_START },
    ending.signal,
  );
  answer = `${JSON.stringify(describeServer(hadoop))}\n`;
  for (const socket of clients) socket.write(answer);
  const over = new Promise((resolve) => {
    ending.signal.addEventListener('abort', resolve);
    if (ending.signal.aborted) resolve(undefined);
  });
  await Promise.race([over, hadoop.process.exited]);
  await hadoop.process.stop(30_000);
} finally {
  server.close();
  for (const socket of clients) socket.destroy();
  rmSync(folder, { recursive: true, force: true });
}
