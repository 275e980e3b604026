import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSample } from './sample.ts';

/**
 * Writes the sample data and the recorded replies: `npx node examples/generate/generate.ts [FOLDER]`.
 * Without a folder, into `examples` itself. Recorded replies no longer made are removed.
 */
function generate(folder: string): void {
  rmSync(join(folder, 'replies', 'virustotal'), { recursive: true, force: true });
  for (const [path, text] of makeSample()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

generate(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
