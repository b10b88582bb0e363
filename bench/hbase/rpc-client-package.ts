import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A scanner closes itself after the time that the server no longer sends, so at once; without this line every scan is cut off. */
const TIMER = 'this.timeout = setTimeout(this.close, response.ttl);';

/** Installs the package below `folder`, as it is or with its one line out that makes every scan wrong; the folder of the package. */
export async function installRpcClient(folder: string, form: 'as it is' | 'patched'): Promise<string> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'hbase-rpc-client@0.1.15'], {
    cwd: folder,
  });
  const place = join(folder, 'node_modules', 'hbase-rpc-client');
  if (form === 'patched') {
    const file = join(place, 'lib', 'scan.js');
    const text = readFileSync(file, 'utf8');
    if (!text.includes(TIMER)) throw new Error(`${file} has no line to patch`);
    writeFileSync(file, text.replace(TIMER, ''));
  }
  return place;
}
