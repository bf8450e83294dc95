import { algorithmDefects } from "./algorithm-defects.js";
import type { AlgorithmDefectId } from "./algorithm-defects.js";
import { audienceDefects } from "./audience-defects.js";
import type { AudienceDefectId } from "./audience-defects.js";
import { bindingDefects } from "./binding-defects.js";
import type { BindingDefectId } from "./binding-defects.js";
import type { Defect, TokenDefect } from "./defect.js";
import { issuerDefects } from "./issuer-defects.js";
import type { IssuerDefectId } from "./issuer-defects.js";
import { keyDefects } from "./key-defects.js";
import type { KeyDefectId } from "./key-defects.js";
import { kindDefects } from "./kind-defects.js";
import type { KindDefectId } from "./kind-defects.js";
import type { OpaqueDefectId } from "./opaque-defects.js";
import { requestDefects } from "./request-defects.js";
import type { RequestDefectId } from "./request-defects.js";
import { scopeDefects } from "./scope-defects.js";
import type { ScopeDefectId } from "./scope-defects.js";
import { signatureDefects } from "./signature-defects.js";
import type { SignatureDefectId } from "./signature-defects.js";
import { structureDefects } from "./structure-defects.js";
import type { StructureDefectId } from "./structure-defects.js";
import { timeDefects } from "./time-defects.js";
import type { TimeDefectId } from "./time-defects.js";

/** The defects that are a token. */
export type TokenDefectId =
  | AlgorithmDefectId
  | SignatureDefectId
  | KeyDefectId
  | StructureDefectId
  | TimeDefectId
  | IssuerDefectId
  | AudienceDefectId
  | KindDefectId
  | ScopeDefectId
  | BindingDefectId
  | OpaqueDefectId;

/** The name of a defect. */
export type DefectId = TokenDefectId | RequestDefectId;

/**
 * Those of {@link defects} that are a token and are refused whatever a route asks for: the ones to walk where a token is verified
 * without a request.
 */
export const tokenDefects: readonly TokenDefect<TokenDefectId>[] = Object.freeze([
  ...structureDefects,
  ...algorithmDefects,
  ...signatureDefects,
  ...keyDefects,
  ...issuerDefects,
  ...audienceDefects,
  ...timeDefects,
  ...kindDefects,
  ...bindingDefects,
]);

/**
 * Everything that must be refused, to be walked by a test of your API: tokens with one defect, and requests that present a good
 * token as they must not. Frozen, in a fixed order.
 *
 * Those of the group `scope` are for a route that asks for the scope of the issuer. See also `opaqueDefects`.
 */
export const defects: readonly Defect<DefectId>[] = Object.freeze([
  ...requestDefects,
  ...tokenDefects,
  ...scopeDefects,
]);
