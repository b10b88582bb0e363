// `npm run docs:cli`
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliReference } from './cli-reference.ts';

await writeFile(join(import.meta.dirname, 'cli.md'), await cliReference());
