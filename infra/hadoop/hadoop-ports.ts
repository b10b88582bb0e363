import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfThere, replaceFile } from '../state-folder.ts';

const port = z.int().min(1).max(65_535);

const hadoopPorts = z.object({
  nameNode: port,
  nameNodeHttp: port,
  dataNode: port,
  dataNodeHttp: port,
  dataNodeIpc: port,
  zooKeeper: port,
  master: port,
  regionServer: port,
});

export type HadoopPorts = z.infer<typeof hadoopPorts>;

const NAMES = hadoopPorts.keyof().options;

/** Binds a port on 127.0.0.1 (0: any free one); undefined when somebody has it. */
const bind = (number: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: '127.0.0.1', port: number, exclusive: true }, () => {
      resolve(server);
    });
  });

function numberOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('a bound port has no number');
  return address.port;
}

/** All are held until the last is chosen, so that no two are the same. */
async function choose(wished: Partial<HadoopPorts>): Promise<HadoopPorts> {
  const servers: Server[] = [];
  try {
    const chosen: Record<string, number> = {};
    for (const name of NAMES) {
      const server = (await bind(wished[name] ?? 0)) ?? (await bind(0));
      if (!server) throw new Error('the system has no free port');
      servers.push(server);
      chosen[name] = numberOf(server);
    }
    return hadoopPorts.parse(chosen);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** The ports of the last time as far as they are free, others in place of those that are not; remembered in the folder. */
export async function choosePorts(folder: string): Promise<HadoopPorts> {
  const file = join(folder, 'ports.json');
  const text = readFileIfThere(file);
  const ports = await choose(text === undefined ? {} : hadoopPorts.parse(JSON.parse(text)));
  replaceFile(file, JSON.stringify(ports));
  return ports;
}
