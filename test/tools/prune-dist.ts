import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtFilesWithoutSource, publishablePackages, repositoryRoot } from './source-files.ts';

// Runs before a build: the compiler leaves what it once made of a file that has been renamed or removed.
for (const { folder } of publishablePackages()) {
  if (!existsSync(join(repositoryRoot, folder, 'dist'))) continue;
  for (const path of builtFilesWithoutSource(folder)) rmSync(join(repositoryRoot, folder, path));
}
