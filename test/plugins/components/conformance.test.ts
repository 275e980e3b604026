import { pluginSuite } from '@pivotkit/testkit';
import { components } from '@pivotkit/plugin-components';
import { test } from 'vitest';

pluginSuite({ test }, components, {
  pivots: {
    'components.url': {
      known: { Url: ['https://www.example.com:8443/a?b=c', 'http://8.8.8.8/'] },
      rows: { 'http://8.8.8.8/': { address: '8.8.8.8', domain: null } },
    },
    'components.domain': {
      known: {
        Dns: ['www.example.co.uk', 'example.com'],
        Host: ['srv01.example.com', 'srv02.example.com'],
        Url: ['https://www.example.com/', 'https://example.org/'],
      },
      rows: { 'www.example.co.uk': { registeredDomain: 'example.co.uk', subdomain: 'www' } },
    },
  },
});
