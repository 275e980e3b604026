export const shells = ['windows', 'powershell', 'posix'] as const;
/** By whose rules a line falls into words. */
export type Shell = (typeof shells)[number];

/** The words of a line, quotes and escapes undone. Time grows with its length. */
export function tokenize(line: string, shell: Shell): string[] {
  switch (shell) {
    case 'windows':
      return windowsWords(line);
    case 'powershell':
      return quotedWords(line, { escape: '`', inDouble: () => true, doubled: true });
    case 'posix':
      return quotedWords(line, { escape: '\\', inDouble: (next) => '"\\$`\n'.includes(next), doubled: false });
  }
}

const isBlank = (sign: string): boolean => sign === ' ' || sign === '\t' || sign === '\n' || sign === '\r';

/**
 * Rules of CommandLineToArgvW (learn.microsoft.com, read 2026-11-28): 2n backslashes before a quote are n, 2n + 1 are n and
 * the quote itself; two quotes inside quotes are one. Carets of cmd outside of quotes are left out.
 */
function windowsWords(line: string): string[] {
  const words = new Words();
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === '\\') {
      let end = at;
      while (line.charAt(end) === '\\') end++;
      const count = end - at;
      const isBeforeQuote = line.charAt(end) === '"';
      words.add('\\'.repeat(isBeforeQuote ? Math.floor(count / 2) : count));
      if (isBeforeQuote && count % 2 === 1) words.add('"');
      at = isBeforeQuote && count % 2 === 1 ? end : end - 1;
    } else if (sign === '"') {
      words.begin();
      if (isQuoted && line.charAt(at + 1) === '"') {
        words.add('"');
        at++;
      } else isQuoted = !isQuoted;
    } else if (sign === '^' && !isQuoted) {
      at++;
      words.add(line.charAt(at));
    } else if (isBlank(sign) && !isQuoted) words.end();
    else words.add(sign);
  }
  return words.all();
}

interface QuoteRules {
  readonly escape: string;
  /** Whether the escape counts before a sign inside double quotes. */
  readonly inDouble: (next: string) => boolean;
  /** Whether two quotes inside such quotes are one. */
  readonly doubled: boolean;
}

/** POSIX.1-2017, Shell Command Language, 2.2 Quoting; PowerShell about_Quoting_Rules; both read 2026-11-28. */
function quotedWords(line: string, { escape, inDouble, doubled }: QuoteRules): string[] {
  const words = new Words();
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    const next = line.charAt(at + 1);
    if (sign === escape && quote !== "'" && (quote === '' || inDouble(next))) {
      at++;
      if (next !== '\n') words.add(next);
    } else if (sign === quote) {
      if (doubled && next === quote) {
        words.add(sign);
        at++;
      } else quote = '';
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      words.begin();
    } else if (quote === '' && isBlank(sign)) words.end();
    else words.add(sign);
  }
  return words.all();
}

/** Words as they grow; an empty one counts where it was quoted. */
class Words {
  readonly #words: string[] = [];
  #word = '';
  #isBegun = false;

  begin(): void {
    this.#isBegun = true;
  }

  add(text: string): void {
    this.#word += text;
    this.#isBegun = true;
  }

  end(): void {
    if (this.#isBegun) this.#words.push(this.#word);
    this.#word = '';
    this.#isBegun = false;
  }

  all(): string[] {
    this.end();
    return this.#words;
  }
}

/** What the line looks like: drives, `.exe`, `%names%` and back slashes are of Windows. */
export function shellOf(line: string): Shell {
  const head = line.slice(0, 4096);
  if (/^\s*"?(?:[^"\s]{0,256}[\\/])?(?:powershell|pwsh)(?:\.exe)?"?(?:\s|$)/i.test(head)) return 'windows';
  if (/^[&.]?\s*(?:\$[A-Za-z_]|[A-Z][a-z]+-[A-Z][A-Za-z]+\b|\[[A-Za-z.]+\]::)/.test(head)) return 'powershell';
  return /(?:^|[\s"'=])[A-Za-z]:[\\/]|\.(?:exe|dll|bat|cmd|msi)\b|%[A-Za-z_()0-9]{1,64}%|\\\\|\^/i.test(head) ? 'windows' : 'posix'; // prettier-ignore
}
