import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, workspacePackages } from './source-files.ts';

for (const { folder } of workspacePackages())
  rmSync(join(repositoryRoot, folder, 'dist'), { recursive: true, force: true });
rmSync(join(repositoryRoot, 'out'), { recursive: true, force: true });
