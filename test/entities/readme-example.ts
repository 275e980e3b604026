import { detect, entityFromJson, IpAddress, Url } from '@pivotkit/entities';

export function example(): readonly unknown[] {
  const address = IpAddress.create('8[.]8.8[.]8');
  const url = Url.create('hxxps://user:pw@Evil[.]com/a?b#c');
  return [
    address.key, // '8.8.8.8'
    address.original, // '8[.]8.8[.]8'
    address.scope, // 'public'
    address.equals(IpAddress.create('::ffff:8.8.8.8')), // true
    entityFromJson(address.toJSON()).equals(address), // true
    url.key, // 'https://user:pw@evil.com/a?b'
    url.hostEntity()?.key, // 'evil.com'
    url.isPublic, // true
    IpAddress.parse('01.2.3.4').ok, // false
    detect('CONTOSO\\bob').entity?.kind, // 'Account'
    detect('invoice.zip').candidates?.length, // 2
  ];
}
