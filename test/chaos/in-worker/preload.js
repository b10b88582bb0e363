// `node --import` of this file makes the faults of switches.js possible in a real worker; a thread of it needs none of them.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register('./module-hooks.js', import.meta.url);
