import type { Stack } from './stack.ts';
import { readStoresFile } from './stores-file.ts';

/**
 * The stack that somebody else runs, by the variable DAYBREAK_TEMPORAL (host:port); undefined when it is not set. Nothing is started,
 * kept up or ended: its workers are where that Temporal is.
 * @throws SETTINGS_INVALID when the home's stores.yaml is
 */
export function remoteStack(home: string, env: NodeJS.ProcessEnv = process.env): Stack | undefined {
  const temporalAddress = env['DAYBREAK_TEMPORAL'] ?? '';
  if (temporalAddress === '') return undefined;
  const page = env['DAYBREAK_TEMPORAL_UI'] ?? '';
  return {
    temporalAddress,
    temporalNow: () => temporalAddress,
    uiUrl: page === '' ? `http://${temporalAddress.replace(/:\d+$/, '')}:8080` : page,
    temporalFrom: 'the Temporal that DAYBREAK_TEMPORAL names',
    stores: readStoresFile(home),
    startedByUs: false,
    lost: new Promise(() => undefined),
    stay: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}
