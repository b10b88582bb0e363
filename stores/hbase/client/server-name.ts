/** How the protocol names a server. */
export interface ServerName {
  readonly hostName: string;
  readonly port: number;
  readonly startCode?: unknown;
}

/** host:port, an IPv6 address in brackets; undefined where there is no server. */
export function hostPort(name: ServerName | null | undefined): string | undefined {
  if (!name) return undefined;
  return `${name.hostName.includes(':') ? `[${name.hostName}]` : name.hostName}:${name.port}`;
}
