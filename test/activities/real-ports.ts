import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openLogger } from '../../workers/logger.ts';
import { openPorts, type OpenPorts } from '../../workers/ports.ts';

/** An empty home and the real ports over it, gone when the test ends. */
export async function realPorts(name: string): Promise<{ readonly home: string; readonly ports: OpenPorts }> {
  const home = await mkdtemp(join(tmpdir(), `daybreak-${name}-`));
  const log = openLogger('test');
  log.level = 'silent';
  const ports = openPorts(home, log, null);
  onTestFinished(async () => {
    await ports.close();
    await rm(home, { recursive: true, force: true });
  });
  return { home, ports };
}
