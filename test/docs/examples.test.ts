import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAsPrinted, runSteps, SESSION_PATIENCE_MS, stepsOf } from './page.ts';

const folder = 'docs/examples';
const pages = readdirSync(join(import.meta.dirname, '../..', folder)).sort();
// the pages go on where the one before ended, as their reader does
const steps = pages.flatMap((page) => stepsOf(`${folder}/${page}`));

describe('the examples, word by word in one terminal', () => {
  let outputs: string[];
  beforeAll(async () => {
    outputs = await runSteps(steps, () => Promise.resolve());
  }, SESSION_PATIENCE_MS + 30_000);

  it('all run', () => {
    expect(pages.length).toBeGreaterThan(0);
    expect(outputs).toHaveLength(steps.length);
  });

  it.each(steps.map((step, i) => ({ ...step, i })).filter(({ printed }) => printed !== undefined))(
    '$page: step $i prints what the page says',
    ({ printed = '', i }) => {
      const output = outputs[i] ?? '';
      if (!isAsPrinted(output, printed)) expect(output).toBe(printed);
    },
  );
});
