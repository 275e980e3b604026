export type { SimulatedReply, SimulatedRequest } from './simulator/exchange.ts';
export type { SimulatedAuth, SimulatedQuota } from './simulator/access.ts';
export type { Fault, FaultName } from './simulator/fault.ts';
export type { Route, RoutedRequest } from './simulator/route.ts';
export { startSimulator, type FaultOptions, type Simulator, type SimulatorOptions } from './simulator/simulator.ts';
export { readSamples, type Sample } from './samples/sample.ts';
export { simulateSamples, type SampleSimulator, type SampleSimulatorOptions } from './samples/simulate-samples.ts';
