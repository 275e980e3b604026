/** Writes text to standard output; the one place below the command line that does. */
export const writeOutput = (text: string): void => {
  process.stdout.write(text);
};

/** Writes a line to standard error. */
export const writeErrorLine = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
