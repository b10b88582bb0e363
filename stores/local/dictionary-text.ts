import { readFile } from 'node:fs/promises';
import { DaybreakError, type ErrorCode } from '../../domain/errors.ts';

/** The text of a UTF-8 file without its byte order mark; undefined where there is no such file. @throws DaybreakError `code` for other bytes */
export async function readText(path: string, file: string, code: ErrorCode): Promise<string | undefined> {
  const bytes = await readIfThere(path);
  return bytes && decodeText(bytes, file, code);
}

/** The bytes of a file; undefined where there is no such file. */
export const readIfThere = (path: string): Promise<Uint8Array | undefined> => readFile(path).catch(absent);

/** For `catch`: what is not there is undefined, every other error stays one. */
export function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}

/** UTF-8 without its byte order mark. @param file as messages name it @throws DaybreakError `code` for other bytes */
export function decodeText(bytes: Uint8Array, file: string, code: ErrorCode): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DaybreakError(code, `${file} is not UTF-8`, 'save it again with the encoding UTF-8', cause);
  }
}
