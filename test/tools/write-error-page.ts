import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorPage } from './error-catalogue.ts';
import { repositoryRoot } from './source-files.ts';

mkdirSync(join(repositoryRoot, 'docs'), { recursive: true });
writeFileSync(join(repositoryRoot, 'docs', 'errors.md'), errorPage());
console.log('docs/errors.md written');
