import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { userCacheFolder } from '../../../../core/src/hosts/cli/user-cache-folder.ts';

const home = homedir();

test.each([
  ['linux', {}, join(home, '.cache', 'pivotkit')],
  ['linux', { XDG_CACHE_HOME: '/var/caches' }, '/var/caches/pivotkit'],
  ['linux', { XDG_CACHE_HOME: 'caches' }, join(home, '.cache', 'pivotkit')],
  ['linux', { XDG_CACHE_HOME: '' }, join(home, '.cache', 'pivotkit')],
  ['darwin', {}, join(home, 'Library', 'Caches', 'pivotkit')],
  ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'pivotkit', 'Cache')],
  ['win32', {}, join(home, 'AppData', 'Local', 'pivotkit', 'Cache')],
] as const)('on %s with %j', (platform, environment, folder) => {
  expect(userCacheFolder(environment, platform)).toBe(folder);
});
