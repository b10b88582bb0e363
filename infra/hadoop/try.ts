// `npx tsx infra/hadoop/try.ts <folder>`: HDFS and HBase in a folder, by hand, until Ctrl-C.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startHadoop } from './hadoop-server.ts';
import { obtainJars } from './jars.ts';
import { findJava } from './java.ts';

const folder = resolve(process.argv[2] ?? 'local-hadoop');
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    ended.abort();
  });
}
mkdirSync(folder, { recursive: true });
const java = await findJava();
const jars = await obtainJars({ java, note, signal: ended.signal });
const server = await startHadoop({ java, jars, folder, log: join(folder, 'hadoop.log') }, ended.signal);
const { master, regionServer, nameNodeHttp } = server.ports;
const host = '127.0.0.1';
process.stdout.write(
  `${JSON.stringify({
    pid: server.process.pid,
    masters: [`${host}:${master}`],
    regionServers: [`${host}:${regionServer}`],
    namenode: `http://${host}:${nameNodeHttp}`,
  })}\n`,
);
if (!ended.signal.aborted) await Promise.race([once(ended.signal, 'abort'), server.process.exited]);
await server.process.stop(30_000);
