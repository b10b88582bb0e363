import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { connectHdfs, type HdfsClient } from '../../stores/hdfs/client/hdfs.ts';
import type { HadoopForTests } from './hadoop.ts';

/** A folder of HDFS that no other test has, below the one of the stack's user. */
export const freshHdfsFolder = ({ stores }: HadoopForTests): string => `${stores.hdfs.folder}/test-${randomUUID()}`;

/** HDFS as the user who started its JVM, who may do everything. */
export const asSuperUser = ({ namenode }: HadoopForTests): HdfsClient =>
  connectHdfs({ namenodes: [namenode], identity: { user: userInfo().username } });

export const asUser = ({ namenode }: Pick<HadoopForTests, 'namenode'>, user: string): HdfsClient =>
  connectHdfs({ namenodes: [namenode], identity: { user }, operationTimeoutMs: 5_000, silenceMs: 10_000 });

/** What an administrator does and the client has no need of, by plain WebHDFS. */
export async function administer(
  { namenode }: HadoopForTests,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<void> {
  const url = new URL(`/webhdfs/v1${path}`, namenode);
  url.search = new URLSearchParams({ 'user.name': userInfo().username, ...query }).toString();
  const answer = await fetch(url, { method: 'PUT' });
  if (!answer.ok) throw new Error(await answer.text());
}
