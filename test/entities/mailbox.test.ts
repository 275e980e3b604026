import { describe, expect, test } from 'vitest';
import { Mailbox, ThreatIntelligence, entityFromJson } from '@pivotkit/entities';

describe('Mailbox', () => {
  test.each([
    ['Bob@Evil.COM', 'bob@evil.com', 'Bob@evil.com', true],
    ['bob[at]evil[.]com', 'bob@evil.com', 'bob@evil.com', true],
    ['Bob <bob@contoso.local>', 'bob@contoso.local', 'bob@contoso.local', false],
    ['root@server1', 'root@server1', 'root@server1', false],
  ])('%s → %s', (text, key, address, isPublic) => {
    const mailbox = Mailbox.create(text);
    expect([mailbox.key, mailbox.mailboxPrimaryAddress, mailbox.isPublic]).toEqual([key, address, isPublic]);
    expect(Mailbox.create(key).key).toBe(key);
    expect(entityFromJson(mailbox.toJSON()).toJSON()).toEqual(mailbox.toJSON());
  });

  test('the name before the address is kept; one that is given wins', () => {
    expect(Mailbox.create('Bob <bob@evil.com>').displayName).toBe('Bob');
    expect(new Mailbox({ mailboxPrimaryAddress: 'Bob <bob@evil.com>', displayName: 'Robert' })).toMatchObject({
      displayName: 'Robert',
      mailboxPrimaryAddress: 'bob@evil.com',
      domainName: 'evil.com',
      original: 'Bob <bob@evil.com>',
    });
  });

  test('without an address it is known by its principal name', () => {
    const mailbox = new Mailbox({ upn: 'Bob@contoso.com', riskLevel: 'Low' });
    expect([mailbox.key, mailbox.isPublic, mailbox.domainName]).toEqual(['bob@contoso.com', undefined, undefined]);
  });
});

describe('ThreatIntelligence', () => {
  test('is known by provider, threat and report', () => {
    const said = new ThreatIntelligence({ providerName: 'p', threatName: 't', confidence: 'high' });
    expect(said.equals(new ThreatIntelligence({ providerName: 'p', threatName: 't' }))).toBe(true);
    expect(said.equals(new ThreatIntelligence({ providerName: 'q', threatName: 't' }))).toBe(false);
  });
});
