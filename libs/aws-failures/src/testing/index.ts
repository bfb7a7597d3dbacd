export {
  onceAt,
  startFaultProxy,
  type Fault,
  type FaultPlan,
  type FaultProxy,
} from './fault-proxy.ts';
