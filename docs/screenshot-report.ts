// Takes the pictures of a night's report that docs/monitoring.md shows. Needs Chromium.
//   npx tsx docs/screenshot-report.ts                        the report of the tests' invented night, into docs/images
//   npx tsx docs/screenshot-report.ts REPORT.html FOLDER     a real one
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportPage } from '../activities/report/page.ts';
import { sampleReport } from '../test/report/sample-report.ts';
import { lookAt, type View } from './photograph.ts';

const [given, target = join(import.meta.dirname, 'images')] = process.argv.slice(2);
const scratch = await mkdtemp(join(tmpdir(), 'daybreak-report-'));
try {
  const file = given ?? join(scratch, 'report.html');
  if (given === undefined) await writeFile(file, reportPage(sampleReport()));
  const heightPx = given === undefined ? { heightPx: 1420 } : {};
  const views: View[] = [
    { widthPx: 1000, scheme: 'light', scale: 1, picture: join(target, 'report.png'), ...heightPx },
    { widthPx: 1000, scheme: 'dark', scale: 1, picture: join(target, 'report-dark.png'), ...heightPx },
    { widthPx: 390, scheme: 'light', scale: 1, picture: join(target, 'report-phone.png'), ...heightPx },
  ];
  await lookAt(file, views);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
