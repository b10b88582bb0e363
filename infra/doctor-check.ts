/** One thing that a night needs, looked at. */
export interface DoctorCheck {
  readonly name: string;
  /** `warning`: a night runs, but somebody should know; `missing`: no night runs. */
  readonly status: 'ok' | 'warning' | 'missing';
  readonly found: string;
  /** How to mend it; null when there is nothing to mend. */
  readonly mend: string | null;
}

export const ok = (name: string, found: string): DoctorCheck => ({ name, status: 'ok', found, mend: null });

export const warning = (name: string, found: string, mend: string): DoctorCheck => ({
  name,
  status: 'warning',
  found,
  mend,
});

export const missing = (name: string, found: string, mend: string): DoctorCheck => ({
  name,
  status: 'missing',
  found,
  mend,
});
