// `npm run kernel`
import { writeFile } from 'node:fs/promises';
import { compiledKernel, KERNEL_FILE } from './compile-kernel.ts';

await writeFile(KERNEL_FILE, await compiledKernel());
