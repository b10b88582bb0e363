// Run as a process of its own by temporal-from-sdk.ts: downloads the server into the folder given, tries it once, and ends.
import { TestWorkflowEnvironment } from '@temporalio/testing';

try {
  const downloadDir = process.argv[2] ?? '.';
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)}\n`);
  process.exitCode = 1;
}
