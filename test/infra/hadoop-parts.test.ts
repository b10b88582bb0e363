import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHadoop } from '../../infra/doctor-hadoop.ts';
import { choosePorts } from '../../infra/hadoop/hadoop-ports.ts';
import { locateJars, obtainJars } from '../../infra/hadoop/jars.ts';
import { chooseJava, findJava, javas } from '../../infra/hadoop/java.ts';
import { remoteStack } from '../../infra/remote-stack.ts';
import { connectStack } from '../../infra/stack.ts';
import { rememberStack, stackChoice } from '../../infra/stack-choice.ts';
import { openStateFolder } from '../../infra/state-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak hadoop '));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says what a Java of that version says. */
function fakeJava(name: string, version: string): string {
  const home = join(folder, 'jvm', name);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\necho 'openjdk version "${version}" 2025-04-15' >&2\n`);
  chmodSync(join(home, 'bin', 'java'), 0o755);
  return home;
}

const STORES = `hbase: { registry: ["hbase-1:16000", "hbase-2:16000"], namespace: daybreak }
hdfs: { namenodes: ["http://namenode-1:9870"], user: daybreak, folder: /apps/daybreak }
`;

describe('the Java for Hadoop', () => {
  it('is a 17 wherever one is, else one that will do, and never one that will not', async () => {
    const old = fakeJava('java-8', '1.8.0_402');
    const newest = fakeJava('java-25', '25.0.1');
    const usual = [join(folder, 'jvm')];
    const env = { PATH: `${old}/bin:${newest}/bin`, JAVA_HOME: newest };
    expect(chooseJava(await javas(env, usual))).toBeUndefined();
    expect((await javas(env, usual)).map(({ version }) => version).sort()).toEqual(['1.8.0_402', '25.0.1']);
    fakeJava('java-21', '21.0.2');
    expect(chooseJava(await javas(env, usual))?.version).toBe('21.0.2');
    fakeJava('java-17', '17.0.15');
    expect(chooseJava(await javas(env, usual))?.version).toBe('17.0.15');
    expect(chooseJava(await javas({ PATH: '' }, []))).toBeUndefined();
  });

  it('is asked for in words when there is none that will do', async () => {
    const newest = fakeJava('java-25', '25.0.1');
    await expect(findJava({ PATH: '' }, [])).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      message: 'The stack `hadoop` needs Java 17 and there is no Java in JAVA_HOME, on PATH or in the usual folders',
      next: expect.stringContaining('install a JDK 17') as string,
    });
    await expect(findJava({ PATH: '', JAVA_HOME: newest }, [])).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      message: `The stack \`hadoop\` needs Java 17 (11 to 22 will do) and this machine has only 25.0.1 in ${newest}`,
    });
  });
});

describe('the jars of Hadoop', () => {
  const request = (env: NodeJS.ProcessEnv): Parameters<typeof obtainJars>[0] => ({
    java: { home: fakeJava('java-17', '17.0.15'), version: '17.0.15' },
    note: () => undefined,
    signal: new AbortController().signal,
    cache: join(folder, 'cache'),
    env,
  });

  it('need Maven, once', async () => {
    await expect(obtainJars(request({ PATH: '' }))).rejects.toMatchObject({ code: 'MAVEN_MISSING' });
    expect(locateJars(join(folder, 'cache'))).toBeUndefined();
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it("are refused in Maven's own words, and nothing half-made stays", async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const maven = `#!/bin/sh
case "$*" in *--version*) echo 'Apache Maven 3.8.7 (x)'; exit 0;; esac
for word in "$@"; do case "$word" in -DoutputDirectory=*) echo half > "\${word#*=}/half.jar";; esac; done
echo '[ERROR] Could not transfer artifact org.apache.hbase:hbase-server'; exit 1
`;
    writeFileSync(join(bin, 'mvn'), maven, { mode: 0o755 });
    await expect(obtainJars(request({ PATH: `${bin}:/usr/bin:/bin` }))).rejects.toMatchObject({
      code: 'STACK_FAILED',
      message: expect.stringContaining('Could not transfer artifact org.apache.hbase:hbase-server') as string,
    });
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });
});

describe('the ports of Hadoop', () => {
  it('are all different, stay the same, and change only where somebody took one', async () => {
    const first = await choosePorts(folder);
    expect(new Set(Object.values(first)).size).toBe(8);
    expect(await choosePorts(folder)).toEqual(first);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen({ host: '127.0.0.1', port: first.master }, resolve));
    const second = await choosePorts(folder);
    expect(second.master).not.toBe(first.master);
    expect({ ...second, master: first.master }).toEqual(first);
    await new Promise((resolve) => squatter.close(resolve));
  });
});

describe('which stack a home wants', () => {
  it('is embedded at first, and then what was up last', () => {
    const state = openStateFolder(folder);
    expect(stackChoice(folder, state)).toEqual({ stack: 'embedded', cluster: null });
    expect(stackChoice(folder, state, 'hadoop')).toEqual({ stack: 'hadoop', cluster: null });
    rememberStack(state, 'hadoop');
    expect(stackChoice(folder, state).stack).toBe('hadoop');
    rememberStack(state, 'embedded');
    expect(stackChoice(folder, state).stack).toBe('embedded');
  });

  it('is the cluster that stores.yaml names', () => {
    writeFileSync(join(folder, 'stores.yaml'), STORES);
    const state = openStateFolder(folder);
    expect(stackChoice(folder, state)).toMatchObject({
      stack: 'hadoop',
      cluster: { hbase: { registry: ['hbase-1:16000', 'hbase-2:16000'] }, hdfs: { folder: '/apps/daybreak' } },
    });
    expect(() => stackChoice(folder, state, 'embedded')).toThrow('are in the cluster that');
  });

  it.each([
    ['hbase: {', 'Flow map'],
    [STORES.replace('hbase-1:16000', 'hbase-1'), 'hbase.registry.0: must be host:port'],
    [STORES.replace('http://namenode-1:9870', 'hdfs://namenode-1:8020'), 'hdfs.namenodes.0'],
    [STORES.replace('/apps/daybreak', 'apps'), 'hdfs.folder: must be an absolute path'],
    ['', 'Invalid input'],
  ])('is refused by name: %j', (text, reason) => {
    writeFileSync(join(folder, 'stores.yaml'), text);
    expect(() => stackChoice(folder, openStateFolder(folder))).toThrow(reason);
  });
});

it('the doctor says what of it is missing, and whether that matters to this home', async () => {
  const names = (await checkHadoop(folder)).map(({ name }) => name);
  expect(names).toEqual(['java', 'maven', 'hbase and hdfs']);
  writeFileSync(join(folder, 'stores.yaml'), STORES.replaceAll(/(hbase|namenode)-\d:\d+/g, '127.0.0.1:1'));
  expect(await checkHadoop(folder)).toMatchObject([
    { name: 'hbase', status: 'missing', found: 'no answer from 127.0.0.1:1, 127.0.0.1:1' },
    { name: 'hdfs', status: 'missing' },
  ]);
  writeFileSync(join(folder, 'stores.yaml'), 'hbase: 1');
  expect(await checkHadoop(folder)).toMatchObject([{ name: 'stores.yaml', status: 'missing' }]);
});

it('workers of a home with a cluster are told of it, and no Hadoop is started', async () => {
  writeFileSync(join(folder, 'stores.yaml'), STORES);
  const script = join(folder, 'telling.mjs');
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs';
writeFileSync(process.argv[2], process.env.DAYBREAK_STORES);
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));`,
  );
  const told = join(folder, 'told.json');
  const worker = { name: 'telling', command: process.execPath, args: [script, told] };
  const stack = await connectStack({ home: folder, workers: [worker] });
  try {
    expect(stack.stores?.hbase.registry).toEqual(['hbase-1:16000', 'hbase-2:16000']);
    expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual(stack.stores);
  } finally {
    await stack.release();
  }
  expect(existsSync(join(folder, '.daybreak', 'hadoop'))).toBe(false);
});

it('a command with DAYBREAK_TEMPORAL uses the stack that somebody else runs', () => {
  expect(remoteStack(folder, {})).toBeUndefined();
  expect(remoteStack(folder, { DAYBREAK_TEMPORAL: 'temporal:7233' })).toMatchObject({
    temporalAddress: 'temporal:7233',
    uiUrl: 'http://temporal:8080',
    stores: null,
    startedByUs: false,
  });
  writeFileSync(join(folder, 'stores.yaml'), STORES);
  const env = { DAYBREAK_TEMPORAL: 'temporal:7233', DAYBREAK_TEMPORAL_UI: 'https://temporal.example.com' };
  expect(remoteStack(folder, env)).toMatchObject({
    uiUrl: 'https://temporal.example.com',
    stores: { hbase: { namespace: 'daybreak' } },
  });
});
