/** A page of the Temporal UI; it writes a slash in a workflow id as %2F. */
export const workflowUrl = (uiUrl: string, workflowId: string): string =>
  `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
