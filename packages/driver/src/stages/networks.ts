// What only networks need of the stages, in one piece: it is read when the first network comes.
export { networkMethods } from "./choose-method.ts";
export { fitNetwork } from "./fit-network.ts";
export { inspectNetworkKernel, inspectNetworkPlan } from "./inspect-network.ts";
