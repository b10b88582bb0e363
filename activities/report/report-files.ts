import type { BlobStore } from '../../stores/blob-store.ts';

const encoder = new TextEncoder();

/** Writes report.json for programs and report.html for people into a run's folder. @returns the path of the page */
export async function writeReportFiles(
  blobs: BlobStore,
  folder: string,
  report: object,
  page: string,
): Promise<string> {
  await blobs.write(`${folder}/report.json`, encoder.encode(`${JSON.stringify(report, undefined, 1)}\n`));
  const path = `${folder}/report.html`;
  await blobs.write(path, encoder.encode(page));
  return path;
}
