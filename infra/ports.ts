import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Binds a port (0: any free one) and calls back while it is held, so that a second choice cannot be the same. */
async function withPort<T>(port: number, use: (port: number) => Promise<T>): Promise<T | undefined> {
  const server = createServer();
  const bound = await new Promise<number | undefined>((resolve) => {
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : undefined);
    });
  });
  if (bound === undefined) return undefined;
  try {
    return await use(bound);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** On 127.0.0.1, now; a moment later it may be taken. */
export const isPortFree = async (port: number): Promise<boolean> =>
  (await withPort(port, () => Promise.resolve(true))) ?? false;

/** The wished port if it is free on 127.0.0.1, else any free one. It may be taken again a moment later. */
export async function choosePort(wish: number): Promise<number> {
  const same = (port: number): Promise<number> => Promise.resolve(port);
  const port = (await withPort(wish, same)) ?? (await withPort(0, same));
  if (port === undefined) throw new Error('the system has no free port');
  return port;
}

export interface TemporalPorts {
  readonly grpc: number;
  readonly ui: number;
}

/** Where the Temporal documentation, and people's bookmarks, expect it. */
export const USUAL_PORTS: TemporalPorts = { grpc: 7233, ui: 8233 };

/** The first of the wished pairs that is free on 127.0.0.1, else any two free ports. They may be taken again a moment later. */
export async function chooseTemporalPorts(wishes: readonly TemporalPorts[]): Promise<TemporalPorts> {
  for (const { grpc, ui } of [...wishes, { grpc: 0, ui: 0 }]) {
    const chosen = await withPort(grpc, (grpc) => withPort(ui, (ui) => Promise.resolve({ grpc, ui })));
    if (chosen) return chosen;
  }
  throw new Error('the system has no free port');
}
