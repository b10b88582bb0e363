import { readFileIfThere } from './state-folder.ts';

/** What is written to a log from now on, also where a start moves aside what it holds (openLog). */
export function saidFromNow(path: string): () => string {
  const before = readFileIfThere(path)?.length ?? 0;
  return () => {
    const said = readFileIfThere(path) ?? '';
    return said.slice(said.length < before ? 0 : before);
  };
}
