import { join } from 'node:path';
import type { HadoopPorts } from '../../infra/hadoop/hadoop-ports.ts';
import { startGateway } from './gateway.ts';
import type { JavaPrograms } from './java-programs.ts';
import { startPeer, type Peer } from './peer-process.ts';
import { installRpcClient } from './rpc-client-package.ts';

export interface Peers {
  /** Ours first. */
  readonly all: readonly Peer[];
  /** Those that could not be started, and why. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Starts every peer; whatever must be ended later is put into `ends`. A peer that cannot be started is missing, ours must be there. */
export async function startPeers(
  folder: string,
  ports: HadoopPorts,
  java: JavaPrograms,
  ends: (() => Promise<void>)[],
): Promise<Peers> {
  const started = async (name: string, command: string, args: readonly string[]): Promise<Peer> => {
    const peer = await startPeer(name, { command, args, log: join(folder, `${name}.log`) });
    ends.unshift(peer.end);
    return peer;
  };
  const throughGateway = async (name: string, main: string, args: (port: number) => string[], peer: string) => {
    const log = join(folder, `${name}-gateway.log`);
    const gateway = await startGateway(java.command, (port) => java.gateway(main, ...args(port)), folder, log);
    ends.unshift(gateway.end);
    return started(name, java.command, java.gateway(peer, String(gateway.port)));
  };
  const ours = join(import.meta.dirname, 'ours.ts');
  const registry = [`127.0.0.1:${ports.master}`, `127.0.0.1:${ports.regionServer}`];
  const all = [await started('ours', process.execPath, ['--import', 'tsx', ours, ...registry])];
  const missing = new Map<string, string>();
  const others: Readonly<Record<string, (name: string) => Promise<Peer>>> = {
    java: (name) => started(name, java.command, java.native('NativePeer')),
    'java-ahead': (name) => started(name, java.command, java.native('NativePeer', 'ahead')),
    rest: (name) =>
      throughGateway(
        name,
        'org.apache.hadoop.hbase.rest.RESTServer',
        (port) => ['start', '-p', String(port)],
        'RestPeer',
      ),
    thrift2: (name) =>
      throughGateway(
        name,
        'org.apache.hadoop.hbase.thrift2.ThriftServer',
        (port) => ['start', '-p', String(port), '-b', '127.0.0.1', '-f', '--infoport', '-1'],
        'ThriftPeer',
      ),
    'hbase-rpc-client': async (name) => {
      const place = await installRpcClient(join(folder, name), 'patched');
      return started(name, process.execPath, rpcClientArgs(place, ports));
    },
  };
  for (const [name, start] of Object.entries(others)) {
    try {
      all.push(await start(name));
    } catch (error) {
      missing.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return { all, missing };
}

export const rpcClientArgs = (place: string, { zooKeeper }: HadoopPorts): string[] => [
  '--no-deprecation',
  '--import',
  'tsx',
  join(import.meta.dirname, 'rpc-client-peer.ts'),
  place,
  `127.0.0.1:${zooKeeper}`,
];
