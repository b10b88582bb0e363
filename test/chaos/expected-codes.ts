import type { ErrorCode } from '../../domain/errors.ts';
import type { Fault } from './faults.ts';

/** The codes that a night may fail with under these faults. Whatever a machine can mend by itself must not fail it: a kill or a late source has none. */
export const expectedCodes = (faults: readonly Fault[]): string[] => faults.flatMap(codesOf);

function codesOf(fault: Fault): ErrorCode[] {
  switch (fault.kind) {
    case 'kill':
      return fault.victim === 'supervisor' ? ['INTERRUPTED'] : [];
    case 'freeze':
      return fault.victim === 'temporal' ? ['TEMPORAL_UNREACHABLE'] : [];
    case 'disk':
      return fault.whose === 'all' ? ['DISK_FULL', 'INTERRUPTED', 'TEMPORAL_UNREACHABLE'] : ['DISK_FULL'];
    case 'crm':
      return ['CRM_FAILED'];
    case 'slow':
    case 'late':
      return [];
  }
}
