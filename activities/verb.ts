import type { Ports } from './ports.ts';

/**
 * One step of a night as a plain function over ports: it knows nothing of Temporal, so a test can call it and a worker thread can run it.
 * `beat` is to be called now and then on long work; the note is what a person sees.
 */
export type Verb<Task, Result> = (ports: Ports) => (task: Task, beat: Beat) => Promise<Result>;

export type Beat = (note: string) => void;
