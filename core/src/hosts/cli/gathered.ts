/** For options that may be given several times: every value, in order. */
export const gathered = (value: string, before: readonly string[] = []): string[] => [...before, value];
