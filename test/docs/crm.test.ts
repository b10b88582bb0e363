import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { crmSchema } from '../../domain/crm-settings.ts';
import { chooseCrm } from '../../workers/crm-choice.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/crm.md'), 'utf8');
const examples = Array.from(page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm), ([, text = ''], i) => ({
  name: `${i + 1}, line ${page.slice(0, page.indexOf(text)).split('\n').length}`,
  crm: (parse(text) as { crm: unknown }).crm,
  variables: Array.from(text.matchAll(/\benv: (\w+)/g), ([, name = '']) => name),
  files: Array.from(text.matchAll(/\b(?:file|ca): ([\w/.-]+)/g), ([, name = '']) => name),
}));

describe('the settings in docs/crm.md', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-docs-'));
    for (const { variables, files } of examples) {
      for (const name of variables) vi.stubEnv(name, 'secret');
      for (const name of files) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), 'secret');
      }
    }
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it.each(examples)('open a CRM: example $name', async ({ crm }) => {
    const settings = crmSchema.parse({ push: {}, ...(crm as object) });
    const opened = await chooseCrm(settings, [], { folder, state: folder });
    expect(opened.limits.writeRows).toBeGreaterThan(0);
    await opened.close();
  });

  it('are there for every adapter', () => {
    const shown = new Set(examples.map(({ crm }) => crmSchema.parse({ push: {}, ...(crm as object) }).adapter));
    expect([...shown].sort()).toEqual([...crmSchema.shape.adapter.options].sort());
  });
});
