import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../infra/package-root.ts';
import { LONGEST } from '../longest-first.ts';

it('names files that are there, each once', () => {
  expect(LONGEST.filter((file) => !existsSync(join(packageRoot(), file)))).toEqual([]);
  expect(new Set(LONGEST).size).toBe(LONGEST.length);
});
