import type { Fault } from './faults.ts';

/** A fault in words, as the log has it. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.victim} at ${fault.at}`;
    case 'freeze':
      return `freeze ${fault.victim} at ${fault.at} for ${seconds(fault.forMs)}`;
    case 'disk':
      return `full disk of ${fault.whose === 'all' ? 'all of the stack' : 'the workers'} at ${fault.at} for ${seconds(fault.forMs)}`;
    case 'crm':
      return `CRM ${fault.how} at ${fault.at} ${fault.forMs === Infinity ? 'until mended' : `for ${seconds(fault.forMs)}`}`;
    case 'slow':
      return `${fault.type} slow by ${seconds(fault.ms)}`;
    case 'late':
      return `source late at ${fault.at}`;
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
