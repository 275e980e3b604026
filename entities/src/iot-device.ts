import { z } from 'zod';
import { AzureResource } from './azure-resource.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { folded, known, part, strong, weak } from './identifier.ts';
import { IpAddress } from './ip-address.ts';

const attributes = {
  iotHub: entityAttribute(() => AzureResource).optional(),
  deviceId: z.string().optional(),
  deviceName: z.string().optional(),
  iotSecurityAgentId: z.string().optional(),
  deviceType: z.string().optional(),
  source: z.string().optional(),
  sourceRef: z.string().optional(),
  manufacturer: z.string().optional(),
  model: z.string().optional(),
  operatingSystem: z.string().optional(),
  ipAddress: entityAttribute(() => IpAddress).optional(),
  macAddress: z.string().optional(),
  protocols: z.array(z.string()).optional(),
  serialNumber: z.string().optional(),
};
type IoTDeviceAttributes = AttributesOut<typeof attributes>;

/** A device of the internet of things. Key: hub and device id, else MAC address, else name. */
export class IoTDevice extends defineEntity({
  kind: 'IoTDevice',
  aliases: ['iotdevice'],
  description: 'A device of the internet of things',
  attributes,
  primary: 'deviceId',
  identifiers: (device) => [
    strong('deviceId', idInHub(device)),
    strong('macAddress', canonicalMac(device.macAddress)),
    weak('deviceName', folded(device.deviceName)),
    weak('serialNumber', folded(device.serialNumber)),
  ],
  key: (device) => idInHub(device) ?? canonicalMac(device.macAddress) ?? folded(device.deviceName),
}) {
  override toString(): string {
    return this.deviceName ?? this.deviceId ?? this.key;
  }
}

registerEntity(IoTDevice);

function idInHub({ iotHub, deviceId }: IoTDeviceAttributes): string | undefined {
  const id = folded(deviceId);
  return id === undefined ? undefined : known('|', part('hub', iotHub?.key), id);
}

function canonicalMac(address: string | undefined): string | undefined {
  const digits = folded(address)?.replaceAll(/[:.-]/g, '');
  return digits !== undefined && /^[\da-f]{12}$/.test(digits)
    ? digits.replaceAll(/(..)(?=.)/g, '$1:')
    : folded(address);
}
