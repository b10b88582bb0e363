/** What would have ended the process while `work` ran; what `work` itself throws is thrown on. */
export async function uncaughtIn(work: () => Promise<unknown>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const note = (thrown: unknown): void => void uncaught.push(thrown);
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await work();
    return uncaught;
  } finally {
    process.off('uncaughtException', note);
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
}
