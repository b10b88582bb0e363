import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = join(import.meta.dirname, '../..');
const logger = new DefaultLogger('ERROR');

export type Bundle = Awaited<ReturnType<typeof bundleWorkflowCode>>;

const bundle = (folder: string): Promise<Bundle> =>
  bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts'), logger });

/** The workflows as they are. */
export const currentWorkflows = (): Promise<Bundle> => bundle(root);

/** The workflows with one file of `workflows/` changed. @throws Error when the change changes nothing */
export async function changedWorkflows(file: string, change: (source: string) => string): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-changed-'));
  try {
    for (const name of ['workflows', 'domain', 'package.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const path = join(folder, 'workflows', file);
    const source = readFileSync(path, 'utf8');
    const other = change(source);
    if (other === source)
      throw new Error(`nothing was changed in ${file}: this test looks for a step that is no longer there`);
    writeFileSync(path, other);
    return await bundle(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
