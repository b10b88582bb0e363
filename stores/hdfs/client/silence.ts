/** Ends something that is silent for too long, and only while it is its turn to say something. */
export interface SilenceWatch {
  /** It is the server's turn. */
  expect(): void;
  /** It is ours: however long we take is fine. */
  rest(): void;
  end(): void;
}

/** Begins at rest. After `onSilence` it watches again from the next `expect` on. */
export function watchSilence(silenceMs: number, onSilence: () => void): SilenceWatch {
  let expecting = false;
  // One timer that is pushed back costs less than a timer for each piece of a stream.
  const timer = setTimeout(() => {
    if (expecting) onSilence();
  }, silenceMs);
  timer.unref(); // the connection keeps the process, the watch alone must not
  return {
    expect: () => {
      expecting = true;
      timer.refresh();
    },
    rest: () => {
      expecting = false;
    },
    end: () => {
      clearTimeout(timer);
    },
  };
}
