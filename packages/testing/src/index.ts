export { assertAccepted, assertDenied, assertUnavailable } from "./assertions.js";
export { type JsonPart, signCompact } from "./compact-jws.js";
export {
  adapterContract,
  contractCases,
  type ContractRequest,
  type ContractResponse,
  type ContractTarget,
  type ContractTest,
  runContractCase,
} from "./contract/adapter-contract.js";
export type { ContractAnswer, ContractCase, ContractRoute } from "./contract/contract-case.js";
export { type ContractSetting, createContractSetting } from "./contract/contract-setting.js";
export type { SeamTest } from "./contract/contract-test.js";
export {
  introspectionClientContract,
  type IntrospectionClientSetting,
} from "./contract/introspection-client-contract.js";
export type { ChangingKeys, KeySourceSetting } from "./contract/key-source-bench.js";
export { keySourceContract, type KeySourceTest } from "./contract/key-source-contract.js";
export { createLoopbackTarget } from "./contract/loopback-target.js";
export { tokenCacheContract, type TokenCacheSetting } from "./contract/token-cache-contract.js";
export { type DenialRow, denialTable } from "./denial-table.js";
export type { FaultOptions, FaultPlace } from "./faults/fault-options.js";
export { introspectionFaults, type KeyFault, type KeyFaultName, keyFaults } from "./faults/key-faults.js";
export type { IntrospectionAuthMethod } from "./introspection/client-check.js";
export type { IntrospectionEndpointOptions } from "./introspection/introspection-endpoint.js";
export type { IntrospectionAnswer, OpaqueForm, OpaqueTokens } from "./introspection/opaque-tokens.js";
export type { ResourceServer } from "./introspection/resource-server.js";
export { wrongOpaqueTokens } from "./introspection/wrong-opaque-tokens.js";
export type { RequestCounts } from "./issuer-endpoints.js";
export type { DeniedOptions } from "./judge.js";
export type { JwkSetDocument, RotateOptions } from "./key-ring.js";
export { type ManualClock, manualClock } from "./manual-clock.js";
export { type MatcherResult, matchers, type OstiaryMatchers } from "./matchers.js";
export { type Challenge, parseChallenges } from "./parse-challenges.js";
export { createSigningKey, type SigningKey } from "./signing-key.js";
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from "./test-issuer.js";
export type { Claims, HowToSign } from "./token-maker.js";
export type { TestOpaqueVerifierOptions, TestVerifierOptions, TrustOpaque } from "./verifier-options.js";
export type { WrongKinds } from "./wrong-kinds.js";
export { type WrongToken, wrongTokens } from "./wrong-tokens.js";
