import type { Plugin } from '@pivotkit/core';
import * as plugins from './plugins.ts';

export * from './plugins.ts';

/** One of the plugins of this package. */
export type StandardPlugin = (typeof plugins)[keyof typeof plugins];

/**
 * All plugins of the project, in the order of their names. They start without a setting: a pivot that cannot do without
 * says which one it needs, and asks nobody.
 */
export const standard: readonly StandardPlugin[] = Object.values(plugins) satisfies readonly Plugin[];
