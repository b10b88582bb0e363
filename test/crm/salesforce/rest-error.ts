import type { RestAnswer } from '../rest-server.ts';

/** As https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html has it. */
export const restError = (status: number, errorCode: string, message: string): RestAnswer => ({
  status,
  body: [{ errorCode, message }],
});
