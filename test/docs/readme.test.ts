import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAsPrinted, runSteps, SESSION_PATIENCE_MS, stepsOf, type Step } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `git checkout` would need a repository there; everything else runs as it stands. */
const runnable = ({ commands, ...step }: Step): Step => ({
  ...step,
  commands: commands.replace(/^git .*$/m, ''),
});

const steps = stepsOf('README.md').map(runnable);

describe('the README, word by word in one terminal', () => {
  let outputs: string[];
  beforeAll(async () => {
    outputs = await runSteps(steps, async (folder) => {
      await cp(join(ROOT, 'dictionaries/sample'), join(folder, 'dictionaries/sample'), { recursive: true });
      await writeDropByHand(join(folder, 'my-drop'));
    });
  }, SESSION_PATIENCE_MS + 30_000);

  it('all runs', () => {
    expect(steps.length).toBeGreaterThan(0);
    expect(outputs).toHaveLength(steps.length);
  });

  it.each(steps.map((step, i) => ({ ...step, i })).filter(({ printed }) => printed !== undefined))(
    'step $i prints what the page says',
    ({ printed = '', i }) => {
      const output = outputs[i] ?? '';
      if (!isAsPrinted(output, printed)) expect(output).toBe(printed);
    },
  );
});

/** The drop of the first example, as its reader writes it. */
async function writeDropByHand(folder: string): Promise<void> {
  await mkdir(folder);
  const page = await readFile(join(ROOT, 'docs/examples/1-by-hand.md'), 'utf8');
  for (const [, file = '', content = ''] of page.matchAll(/^cat > (\w+\.\w+) <<'END'\n([^]*?)^END$/gm)) {
    await writeFile(join(folder, file), content);
  }
}
