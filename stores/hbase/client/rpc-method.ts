import protobuf from 'protobufjs/light.js';
import { HBaseError } from './hbase-error.ts';
import { DESCRIPTOR } from './proto/descriptor.ts';

const root = protobuf.Root.fromJSON(JSON.parse(DESCRIPTOR) as protobuf.INamespace);

/** How one call of one service is written and read. */
export interface RpcMethod {
  readonly service: string;
  readonly name: string;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
}

/** A message of the protocol files by its name without the package, e.g. `RegionInfo`. */
export const messageType = (name: string): protobuf.Type => root.lookupType(`hbase.pb.${name}`);

const known = new Map<string, RpcMethod>();

/** Throws of kind `usage` for a name the protocol does not have. */
export function rpcMethod(service: string, name: string): RpcMethod {
  const key = `${service}.${name}`;
  const found = known.get(key) ?? lookup(service, name);
  known.set(key, found);
  return found;
}

function lookup(service: string, name: string): RpcMethod {
  const described = root.lookupService(`hbase.pb.${service}`);
  const method = Object.hasOwn(described.methods, name) ? described.methods[name] : undefined;
  if (method === undefined) throw new HBaseError('usage', `HBase has no call ${service}.${name}.`);
  const request = described.lookupType(method.requestType);
  const response = described.lookupType(method.responseType);
  return { service, name, request, response };
}
