import type { DenialReason } from "@ostiary/core";
import { denialTable } from "../denial-table.js";
import type { DenialRow } from "../denial-table.js";
import type { Claims } from "../token-maker.js";
import type { TokenSource } from "./token-source.js";

/** How bad it is if an API accepts it: from "anybody gets in" to "a sign of careless reading". */
export type Severity = "critical" | "high" | "medium" | "low";

/** What a defect concerns. */
export type DefectGroup =
  | "signature"
  | "key"
  | "structure"
  | "time"
  | "issuer"
  | "audience"
  | "kind"
  | "scope"
  | "binding"
  | "opaque"
  | "request";

/** How a request must be refused. */
export interface ExpectedDenial extends Pick<DenialRow, "status" | "error"> {
  /** Why a verifier with `verifierOptions()` refuses it, on a route that asks for the scope of the issuer. */
  readonly reason: DenialReason;
}

/** What a defect is made of, besides a test issuer. */
export interface Given {
  /** Claims to change besides what is wrong; one that is `undefined` is left out. */
  readonly claims?: Claims | undefined;
  /** A good token that the API has just accepted, for defects that a memory of it might be taken in by. Default: a new one. */
  readonly accepted?: string | undefined;
  /** Where an attacker has his keys, for defects that name it. Default: a place that does not exist. */
  readonly attackerJwksUri?: string | undefined;
}

/** What is sent, apart from method and path. */
export interface RequestParts {
  /** Field lines in their order; a name may be there twice. What `fetch` takes as `headers`. */
  readonly headers: [name: string, value: string][];
  /** To be put after the path: empty, or from the question mark on. */
  readonly query: string;
  /** `undefined` for the body that the request has anyway. */
  readonly body: string | undefined;
}

interface Described<Id extends string> {
  /** Stable. */
  readonly id: Id;
  /** What it is, to be read after "refuses" or before "is refused", with the section that asks for it. */
  readonly title: string;
  /** What comes of it if an API accepts it, a sentence. */
  readonly risk: string;
  readonly severity: Severity;
  /** Whether every API must refuse it, or an RFC lets a recipient accept it. Ostiary refuses all. */
  readonly level: "must" | "may";
  readonly group: DefectGroup;
  /** The specification and section that asks to refuse it. */
  readonly source: string;
  /**
   * For which APIs `expected` holds: for `any`; with `jwt` for those that take JWTs alone, since others take it for an opaque
   * token and have another reason; with `opaque` for those that introspect.
   */
  readonly api: "any" | "jwt" | "opaque";
  readonly expected: ExpectedDenial;
  /** Whether it is to be sent after a good token that it is made of, which comes in as `accepted`. */
  readonly followsAccepted: boolean;
}

/** A token that is wrong in one respect. */
export interface TokenDefect<Id extends string = string> extends Described<Id> {
  readonly kind: "token";
  /** Makes the token, a new one each time. */
  readonly make: (as: TokenSource, given?: Given) => string;
}

/** A request that is wrong in one respect, mostly with a good token. */
export interface RequestDefect<Id extends string = string> extends Described<Id> {
  readonly kind: "request";
  readonly make: (as: TokenSource, given?: Given) => RequestParts;
}

/** Something to refuse: that every API must, or with the level `may` should. */
export type Defect<Id extends string = string> = TokenDefect<Id> | RequestDefect<Id>;

/** What is to be said of a defect; the rest follows from it. */
export interface DefectRow<Made> {
  /** Ends with the section, in parentheses. */
  readonly title: string;
  readonly risk: string;
  readonly severity: Severity;
  readonly reason: DenialReason;
  /** Default: `must`. */
  readonly level?: "may";
  /** Default: `any`. */
  readonly api?: "jwt" | "opaque";
  /** Default: false. */
  readonly followsAccepted?: true;
  readonly make: (as: TokenSource, given: Given) => Made;
}

/** The rows of a group of tokens, in their order, frozen. */
export function describeTokens<Id extends string>(
  group: DefectGroup,
  rows: Readonly<Record<Id, DefectRow<string>>>,
): readonly TokenDefect<Id>[] {
  return listRows(rows).map(([id, row]) => ({
    ...describe(id, group, row),
    kind: "token",
    make: (as, given = {}) => row.make(as, given),
  }));
}

/** The rows of a group of requests, in their order. */
export function describeRequests<Id extends string>(
  group: DefectGroup,
  rows: Readonly<Record<Id, DefectRow<Partial<RequestParts>>>>,
): readonly RequestDefect<Id>[] {
  return listRows(rows).map(([id, row]) => ({
    ...describe(id, group, row),
    kind: "request",
    make: (as, given = {}) => toRequestParts(row.make(as, given)),
  }));
}

/** The section a title ends with. */
export function readSource(title: string): string {
  return / \(([^()]+§[^()]+)\)$/u.exec(title)?.[1] ?? "";
}

/** Fills in what is not there. */
export function toRequestParts({ headers = [], query = "", body }: Partial<RequestParts>): RequestParts {
  return { headers, query, body };
}

function describe<Id extends string>(id: Id, group: DefectGroup, row: DefectRow<unknown>): Described<Id> {
  const { title, risk, severity, level = "must", reason, api = "any", followsAccepted = false } = row;
  const { status, error } = denialTable[reason];
  const expected = { status, error, reason };
  return { id, title, risk, severity, level, group, source: readSource(title), api, expected, followsAccepted };
}

function listRows<Id extends string, Row>(rows: Readonly<Record<Id, Row>>): readonly [Id, Row][] {
  return Object.entries(rows) as [Id, Row][];
}
