// Takes the picture of a night's timeline in the Temporal UI that the README shows. Needs Chromium.
//   npm start -- --stay        prints the night's address
//   npx tsx docs/screenshot.ts http://127.0.0.1:8233/namespaces/default/workflows/night%2Fsample%2F2026-09-07 docs/images/night.png
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPage } from './browser.ts';

const VIEWPORT = { width: 1440, height: 3000, deviceScaleFactor: 1, mobile: false };
const PATIENCE_MS = 30_000;
const MARGIN = 12;
/** The UI leaves room under the axis for its labels, and more. */
const EMPTY_BELOW = 85;

/** From top to bottom a night reads like its workflow; the UI begins with its end. */
const CLICK_ASCENDING = `[...document.querySelectorAll('button')].find((b) => b.textContent.trim() === 'Descending')?.click()`;

/** The heading and the drawing under it, as JSON, once both are there and in the order wanted. */
const TIMELINE = `(() => {
  const heading = [...document.querySelectorAll('h1,h2,h3')].find((h) => h.textContent.trim().startsWith('Timeline'));
  const buttons = [...document.querySelectorAll('button')];
  const row = buttons.find((b) => b.textContent.includes(' • '));
  const sorted = buttons.some((b) => b.textContent.trim() === 'Ascending');
  if (!heading || !row || !sorted) return '';
  const { left, bottom, width } = row.closest('ul').parentElement.getBoundingClientRect();
  const { top } = heading.getBoundingClientRect();
  return JSON.stringify({ x: left, y: top, width, height: bottom - top });
})()`;

const [url, file] = process.argv.slice(2);
if (url === undefined || file === undefined) throw new Error('usage: npx tsx docs/screenshot.ts URL FILE');

await withPage(process.env['CHROMIUM'] ?? 'chromium', async (send) => {
  const evaluate = async (expression: string): Promise<string> => {
    const { result } = (await send('Runtime.evaluate', { expression })) as { result?: { value?: unknown } };
    return typeof result?.value === 'string' ? result.value : '';
  };
  await send('Emulation.setDeviceMetricsOverride', VIEWPORT);
  await send('Page.enable', {});
  await send('Page.navigate', { url });
  let [before, box] = ['', ''];
  for (const giveUpAt = performance.now() + PATIENCE_MS; box === '' || box !== before;) {
    if (performance.now() > giveUpAt) throw new Error(`no timeline appeared on ${url}`);
    await sleep(1000);
    await evaluate(CLICK_ASCENDING);
    [before, box] = [box, await evaluate(TIMELINE)];
  }
  const { x, y, width, height } = JSON.parse(box) as Record<'x' | 'y' | 'width' | 'height', number>;
  const clip = {
    x: x - MARGIN,
    y: y - MARGIN,
    width: width + 2 * MARGIN,
    height: height + 2 * MARGIN - EMPTY_BELOW,
    scale: 1,
  };
  const { data } = await send('Page.captureScreenshot', { format: 'png', clip });
  await writeFile(file, Buffer.from(String(data), 'base64'));
});
