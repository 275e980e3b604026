import { baseUrlAt, secret } from '@pivotkit/core';
import { z } from 'zod';
import { ipApiHosts } from './services/ip-api.ts';
import { ipinfoHosts } from './services/ipinfo.ts';
import { ipstackHosts } from './services/ipstack.ts';
import { maxmindHosts } from './services/maxmind-web.ts';
import { sources } from './services/service.ts';

/** Which services may be asked, in which order, and with which keys. */
export const onlineConfig = z
  .strictObject({
    /** Asked in this order, the next about what the one before did not find. `files`: the databases at hand. */
    sources: z.array(z.enum(sources)).nonempty(),
    maxmind: z
      .strictObject({
        accountId: secret(),
        licenseKey: secret(),
        /** `https://geoip.maxmind.com` with a paid account. */
        baseUrl: baseUrlAt(maxmindHosts).optional(),
      })
      .optional(),
    ipinfo: z
      .strictObject({
        token: secret().optional(),
        plan: z.enum(['standard', 'lite']).default('standard'),
        baseUrl: baseUrlAt(ipinfoHosts).optional(),
      })
      .optional(),
    ipApi: z
      .strictObject({
        key: secret().optional(),
        /** Without a key the service has no encryption: this says that it is known. */
        unencrypted: z.boolean().default(false),
        baseUrl: baseUrlAt(ipApiHosts).optional(),
      })
      .optional(),
    ipstack: z.strictObject({ accessKey: secret(), baseUrl: baseUrlAt(ipstackHosts).optional() }).optional(),
  })
  .superRefine(({ sources: wanted, maxmind, ipstack, ipApi, ipinfo }, context) => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    if (wanted.includes('maxmind') && maxmind === undefined)
      refuse('the source maxmind needs `online.maxmind` with accountId and licenseKey');
    if (wanted.includes('ipstack') && ipstack === undefined)
      refuse('the source ipstack needs `online.ipstack` with accessKey');
    if (wanted.includes('ip-api') && ipApi?.key === undefined && ipApi?.unencrypted !== true)
      refuse(
        'the source ip-api needs `online.ipApi.key`, or `online.ipApi.unencrypted: true`, since without a key it is asked in the clear',
      );
    if (ipinfo?.plan === 'lite' && ipinfo.token === undefined)
      refuse('the plan lite of ipinfo needs `online.ipinfo.token`');
  });
