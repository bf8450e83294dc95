export { assertAccepted, assertDenied, assertUnavailable } from "./assertions.js";
export type { AnyTestIssuer } from "./any-test-issuer.js";
export { auditApi } from "./audit/audit-api.js";
export type { AttackerPlaceOptions } from "./audit/attacker-place.js";
export type { AuditOptions, AuditProgress } from "./audit/audit-options.js";
export type {
  AuditRequest,
  AuditResponse,
  AuditTarget,
  FetchHandler,
  Injectable,
  InjectedRequest,
  InjectedResponse,
  NodeListener,
} from "./audit/audit-target.js";
export type { Finding, FindingCategory } from "./audit/finding.js";
export type { AuditReport, AuditResult, SkippedStep } from "./audit/report.js";
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
export type {
  Defect,
  DefectGroup,
  ExpectedDenial,
  Given,
  RequestDefect,
  RequestParts,
  Severity,
  TokenDefect,
} from "./defects/defect.js";
export { type DefectId, defects, type TokenDefectId, tokenDefects } from "./defects/defects.js";
export { type GoodToken, type GoodTokenId, goodTokens } from "./defects/good-tokens.js";
export { type OpaqueDefectId, opaqueDefects } from "./defects/opaque-defects.js";
export type { FittingForms } from "./defects/fit-forms.js";
export type { FormRequest, FormRequests, NamedForms } from "./defects/find-form.js";
export type { TokenSource } from "./defects/token-source.js";
export { type DenialRow, denialTable } from "./denial-table.js";
export type { DialectIssuer, DialectIssuerOptions } from "./dialects/dialect-issuer.js";
export type { HowToIssue } from "./dialects/dialect-maker.js";
export { type DialectName, dialectNames } from "./dialects/dialect-names.js";
export type { DialectVerifierOptions } from "./dialects/dialect-options.js";
export type { FaultOptions, FaultPlace } from "./faults/fault-options.js";
export { introspectionFaults, type KeyFault, type KeyFaultName, keyFaults } from "./faults/key-faults.js";
export type { IntrospectionAuthMethod } from "./introspection/client-check.js";
export type { IntrospectionEndpointOptions } from "./introspection/introspection-endpoint.js";
export type { IntrospectionAnswer, OpaqueForm, OpaqueTokens } from "./introspection/opaque-tokens.js";
export type { ResourceServer } from "./introspection/resource-server.js";
export type { RequestCounts } from "./issuer-endpoints.js";
export type { DeniedOptions } from "./judge.js";
export type { JwkSetDocument, RotateOptions } from "./key-ring.js";
export { type ManualClock, manualClock } from "./manual-clock.js";
export { type MatcherResult, matchers, type OstiaryMatchers } from "./matchers.js";
export { type Challenge, parseChallenges } from "./parse-challenges.js";
export { createSigningKey, type SigningKey } from "./signing-key.js";
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from "./test-issuer.js";
export type { Claims, HowToSign } from "./token-maker.js";
export { type SeveralIssuersOptions, trustIssuers } from "./trust-issuers.js";
export type { TestOpaqueVerifierOptions, TestVerifierOptions, TrustOpaque } from "./verifier-options.js";
export type { WrongKinds } from "./wrong-kinds.js";
