import { connect } from 'node:net';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { asDaybreakError } from '../domain/errors.ts';
import { missing, ok, warning, type DoctorCheck } from './doctor-check.ts';
import { locateJars, mavenVersion } from './hadoop/jars.ts';
import { chooseJava, javas, JAVA_ADVICE } from './hadoop/java.ts';
import { stackChoice } from './stack-choice.ts';
import { stateFolder } from './state-folder.ts';
import { STORES_FILE } from './stores-file.ts';

const CONNECT_PATIENCE_MS = 3_000;

/** What only the stack `hadoop` needs is a warning for a home that has its rows elsewhere. */
type Gap = typeof missing;

async function java(gap: Gap): Promise<DoctorCheck> {
  const found = await javas(process.env);
  const chosen = chooseJava(found);
  if (chosen) return ok('java', `${chosen.version} in ${chosen.home}`);
  const unfit = found.map(({ home, version }) => `${version} in ${home}`).join(', ');
  return gap('java', unfit === '' ? 'none' : `only ${unfit}`, `for the stack hadoop, ${JAVA_ADVICE}`);
}

async function maven(gap: Gap): Promise<DoctorCheck> {
  const version = await mavenVersion();
  if (version !== undefined) return ok('maven', version);
  // it only fetches, and that has been done
  if (locateJars()) return ok('maven', 'none on PATH, and none needed: HBase and HDFS are here');
  return gap('maven', 'none on PATH', 'install Maven if you want `npx daybreak up --stack hadoop`');
}

function jars(): DoctorCheck {
  const here = locateJars();
  return ok('hbase and hdfs', here ? `kept in ${here.folder}` : '`npx daybreak up --stack hadoop` fetches them, once');
}

const USUAL_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** @param address host:port, or http(s)://host:port */
const listens = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { protocol, hostname, port } = new URL(address.includes('://') ? address : `tcp://${address}`);
    const socket = connect({
      host: hostname,
      port: Number(port || USUAL_PORTS[protocol]),
      timeout: CONNECT_PATIENCE_MS,
    });
    const say = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', say(true)).once('error', say(false)).once('timeout', say(false));
  });

/** One of several masters or NameNodes may be away; without any there is no night. */
async function reachable(name: string, addresses: readonly string[]): Promise<DoctorCheck> {
  const answers = await Promise.all(addresses.map(listens));
  const silent = addresses.filter((_, index) => answers[index] === false);
  const mend = `start it, or correct ${STORES_FILE}`;
  if (silent.length === 0) return ok(name, addresses.join(', '));
  if (silent.length < addresses.length) return warning(name, `no answer from ${silent.join(', ')}`, mend);
  return missing(name, `no answer from ${silent.join(', ')}`, mend);
}

const cluster = ({ hbase, hdfs }: StoreAddresses): Promise<DoctorCheck[]> =>
  Promise.all([reachable('hbase', hbase.registry), reachable('hdfs', hdfs.namenodes)]);

/** What the stack `hadoop` needs on this machine, or the cluster that the home points at. */
export async function checkHadoop(home: string): Promise<DoctorCheck[]> {
  try {
    const choice = stackChoice(home, stateFolder(home));
    if (choice.cluster) return await cluster(choice.cluster);
    const gap = choice.stack === 'hadoop' ? missing : warning;
    return [await java(gap), await maven(gap), jars()];
  } catch (error) {
    // a file that cannot be read is a finding, not a failure of the doctor
    const { message, next } = asDaybreakError(error);
    return [missing(STORES_FILE, message, next)];
  }
}
