import { test } from 'node:test';
import { pluginSuite } from '@pivotkit/testkit';
import { plugin, setup } from './suite.ts';

pluginSuite({ test }, plugin, setup);
