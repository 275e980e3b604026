/** What one look of the doctor found. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

export const ok = (subject: string, detail: string): Finding => ({ subject, state: 'ok', detail });

export const warning = (subject: string, detail: string, advice: string): Finding => ({
  subject,
  state: 'warning',
  detail,
  advice,
});

export const wrong = (subject: string, detail: string, advice: string): Finding => ({
  subject,
  state: 'wrong',
  detail,
  advice,
});
