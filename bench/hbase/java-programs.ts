import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { HadoopPorts } from '../../infra/hadoop/hadoop-ports.ts';
import type { HadoopJars } from '../../infra/hadoop/jars.ts';
import type { Java } from '../../infra/hadoop/java.ts';

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, 'java');
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const OPENS = ['java.lang', 'java.nio', 'java.util', 'sun.nio.ch'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** How the Java programs of the benchmark are started. */
export interface JavaPrograms {
  readonly command: string;
  /** HBase's own client, of the version of the server. */
  readonly native: (main: string, ...args: string[]) => string[];
  /** A gateway, or the client of one. */
  readonly gateway: (main: string, ...args: string[]) => string[];
}

/** Fetches the gateways (Maven), compiles the peers and writes the clients' settings, all below `folder`. */
export async function prepareJava(
  folder: string,
  java: Java,
  jars: HadoopJars,
  ports: HadoopPorts,
): Promise<JavaPrograms> {
  const gateways = join(folder, 'gateway-jars');
  const env = { ...process.env, JAVA_HOME: java.home };
  const copy = [COPY, '-DincludeScope=runtime', `-DoutputDirectory=${gateways}`];
  await run('mvn', ['-B', '-q', '-f', join(SOURCES, 'pom.xml'), ...copy], { env });
  const conf = join(folder, 'conf');
  mkdirSync(conf);
  writeFileSync(join(conf, 'hbase-site.xml'), siteFile(ports));
  writeFileSync(join(conf, 'log4j.properties'), LOGGING);
  const programs = async (name: string, jarFolder: string, ...peers: string[]) => {
    const classes = join(folder, name);
    const sources = ['Work', ...peers].map((peer) => join(SOURCES, `${peer}.java`));
    await run(join(java.home, 'bin', 'javac'), ['-d', classes, '-cp', join(jarFolder, '*'), ...sources]);
    const classPath = [conf, classes, join(jarFolder, '*')].join(delimiter);
    return (main: string, ...args: string[]) => [...OPENS, '-Xmx1g', '-cp', classPath, main, ...args];
  };
  return {
    command: join(java.home, 'bin', 'java'),
    native: await programs('native', jars.folder, 'NativePeer'),
    gateway: await programs('gateway', gateways, 'RestPeer', 'ThriftPeer'),
  };
}

const LOGGING = `log4j.rootLogger=WARN, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%d{ISO8601} %p %c{1} %m%n
`;

/** The registry of master and region server, as ours asks it, so that no client needs ZooKeeper. */
function siteFile({ master, regionServer }: HadoopPorts): string {
  const settings = {
    'hbase.client.registry.impl': 'org.apache.hadoop.hbase.client.RpcConnectionRegistry',
    'hbase.client.bootstrap.servers': `localhost:${master},localhost:${regionServer}`,
    'hbase.masters': `localhost:${master}`,
    'hbase.rest.host': '127.0.0.1',
    'hbase.rest.info.port': '-1',
    // it would hang up on a client that waits for its turn
    'hbase.thrift.server.socket.read.timeout': '0',
  };
  const properties = Object.entries(settings).map(
    ([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`,
  );
  return `<?xml version="1.0"?><configuration>${properties.join('')}</configuration>\n`;
}
