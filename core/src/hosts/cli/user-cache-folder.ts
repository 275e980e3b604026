import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../io/environment.ts';

/**
 * Where this user's caches are kept: `$XDG_CACHE_HOME/pivotkit` or `~/.cache/pivotkit` (XDG Base Directory 0.8, read
 * 2026-11-20), `~/Library/Caches/pivotkit` on macOS, `%LOCALAPPDATA%\pivotkit\Cache` on Windows.
 */
export function userCacheFolder(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = environment;
  // A relative one is to be ignored, says the standard.
  if (XDG_CACHE_HOME.startsWith('/')) return join(XDG_CACHE_HOME, 'pivotkit');
  if (platform === 'win32') return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'pivotkit', 'Cache');
  return platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'pivotkit')
    : join(homedir(), '.cache', 'pivotkit');
}
