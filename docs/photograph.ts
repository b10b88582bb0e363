import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withPage } from './browser.ts';

/** How a page is looked at. */
export interface View {
  readonly widthPx: number;
  readonly scheme: 'light' | 'dark';
  /** Where the page as it is seen is written to, whole, as a PNG. */
  readonly picture?: string;
  /** Of the picture; else the page's whole height. */
  readonly heightPx?: number;
  /** Dots a pixel. */
  readonly scale?: number;
}

/** A page as a browser lays it out. */
export interface LaidOut {
  readonly heightPx: number;
  /** More than the view's width where a reader would have to scroll sideways. */
  readonly contentWidthPx: number;
  /** Colour behind the text, such as `rgb(255, 255, 255)`. */
  readonly ground: string;
  /** Addresses that the page asked for beside itself. */
  readonly fetched: readonly string[];
}

/** The Chromium of this machine: CHROMIUM, or the one on the path. */
export const chromium = (): string => process.env['CHROMIUM'] ?? 'chromium';

const LOADED = `document.readyState === 'complete' && location.protocol === 'file:'`;
const LAID_OUT = `JSON.stringify({
  heightPx: document.documentElement.scrollHeight,
  contentWidthPx: document.documentElement.scrollWidth,
  ground: getComputedStyle(document.body).backgroundColor,
  fetched: performance.getEntriesByType('resource').map((resource) => resource.name),
})`;

/** Opens a file in one browser and looks at it in each view, in order. @throws Error when there is no browser */
export const lookAt = (file: string, views: readonly View[]): Promise<LaidOut[]> =>
  withPage(chromium(), async (send) => {
    const evaluate = async (expression: string): Promise<unknown> => {
      const { result } = (await send('Runtime.evaluate', { expression })) as { result?: { value?: unknown } };
      return result?.value;
    };
    await send('Page.enable', {});
    const seen: LaidOut[] = [];
    for (const { widthPx, scheme, picture, heightPx, scale = 2 } of views) {
      const size = { width: widthPx, height: 900, deviceScaleFactor: scale, mobile: widthPx < 600 };
      await send('Emulation.setDeviceMetricsOverride', size);
      await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await send('Page.navigate', { url: pathToFileURL(file).href });
      while ((await evaluate(LOADED)) !== true) await sleep(50);
      const page = JSON.parse(String(await evaluate(LAID_OUT))) as LaidOut;
      seen.push(page);
      if (picture === undefined) continue;
      const clip = { x: 0, y: 0, width: widthPx, height: heightPx ?? page.heightPx, scale: 1 };
      const { data } = await send('Page.captureScreenshot', { format: 'png', clip, captureBeyondViewport: true });
      await writeFile(picture, Buffer.from(String(data), 'base64'));
    }
    return seen;
  });
