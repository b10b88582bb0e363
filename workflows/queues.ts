export const ORCHESTRATION_QUEUE = 'daybreak';
export const COMPUTE_QUEUE = 'daybreak-compute';
