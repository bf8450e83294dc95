export { createVerifier } from "./create-verifier.js";
export type { AccessToken, Actor, UntypedClaims } from "./access-token.js";
export type { Answer } from "./challenge.js";
export type { DescribedCheck, DescribedIssuer, SwitchedOff, VerifierDescription } from "./describe/description.js";
export {
  ConfigurationError,
  DeniedError,
  ExtensionError,
  OstiaryError,
  type OstiaryErrorCode,
  UnavailableError,
} from "./errors.js";
export type { EventListener, OstiaryEvent } from "./events.js";
export type { ExplainedStep, Explanation, ShownMember, StepName, StepVerdict } from "./explain/explanation.js";
export type { SignatureAlgorithm } from "./internal/algorithms.js";
export {
  createMemoryTokenCache,
  type MemoryTokenCache,
  type MemoryTokenCacheOptions,
} from "./introspection/memory-token-cache.js";
export type { IssuerStatus, SnapshotImport, VerifierHealth, WarmUpOptions } from "./every-issuer.js";
export type { IssuerHealth, KeyErrorClass, KeyState } from "./keys/issuer-health.js";
export type { IssuerSnapshot, KeysSnapshot } from "./keys/keys-snapshot.js";
export { createStaticKeySource } from "./keys/static-key-source.js";
export { createVerificationKey } from "./keys/verification-key.js";
export type {
  IntrospectionErrorClass,
  IntrospectionHealth,
  IntrospectionState,
} from "./introspection/introspection-health.js";
export type {
  AudienceOption,
  ClientAuthentication,
  DecryptionKey,
  IntrospectionOptions,
  IssuerOptions,
  IssuerPolicyOptions,
  KeyManagementAlgorithm,
  KeyOptions,
  PermissionClaim,
  SignatureMemoryOptions,
  TokenFormat,
  TokenKindPolicy,
  VerifierOptions,
} from "./options.js";
export {
  type Accepted,
  type CheckDenial,
  type CheckDenialReason,
  type Denied,
  type DenialReason,
  deny,
  type Outcome,
  PASS,
  type Pass,
  type TokenKind,
  type Unavailable,
} from "./outcome.js";
export type { Requirement } from "./requirement.js";
export type { Check, CheckContext } from "./seams/check.js";
export type { Clock } from "./seams/clock.js";
export type { Fetch } from "./seams/fetch.js";
export type { IntrospectionClient, IntrospectionRequest, IntrospectionResponse } from "./seams/introspection-client.js";
export type { KeyQuery, KeySource, VerificationKey } from "./seams/key-source.js";
export type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from "./seams/standard-schema.js";
export type { CachedIntrospection, TokenCache } from "./seams/token-cache.js";
export type { ResourceRequest, Verifier } from "./verifier.js";
