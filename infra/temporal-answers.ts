import { get } from 'node:http';

const PATIENCE_MS = 2_000;

const httpStatus = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    // nobody listens
    request.on('error', () => {
      resolve(0);
    });
    request.on('timeout', () => request.destroy());
  });

/** Whether the namespace answers. It is asked through the UI, which answers about a second before the namespace does. */
export const temporalServes = async (ui: string): Promise<boolean> =>
  (await httpStatus(`${ui}/api/v1/namespaces/default`)) === 200;
