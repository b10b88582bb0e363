import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliReference } from '../../docs/cli-reference.ts';

it('docs/cli.md says what the commands say (else: npm run docs:cli)', async () => {
  const written = await readFile(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');
  expect(written).toBe(await cliReference());
});
