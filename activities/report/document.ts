import { html, type Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { clockOf } from './words.ts';

/** A page that opens anywhere: no script, nothing fetched, light and dark, wide and narrow. */
export function documentOf(
  {
    title,
    timeZone,
    writtenMs,
  }: { readonly title: string; readonly timeZone: string; readonly writtenMs: number | undefined },
  body: readonly Markup[],
): string {
  const written = writtenMs === undefined ? '' : ` Written ${clockOf(timeZone).moment(writtenMs)}.`;
  return `<!doctype html>
${
  html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        ${{ html: STYLE }}
      </style>
    </head>
    <body>
      <main>
        ${body}
        <footer>
          The same for programs: report.json beside this file; what decides every byte: manifest.json.${written}
        </footer>
      </main>
    </body>
  </html> `.html
}`;
}
