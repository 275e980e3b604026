export * from './entity.ts';
export * from './entity-error.ts';
export * from './nearest.ts';
export * from './tlp.ts';
export * from './ip-address.ts';
export * from './host.ts';
