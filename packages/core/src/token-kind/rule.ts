import type { JsonObject } from "../internal/json-object.js";
import type { TokenKind } from "../outcome.js";

/** What is known of a token when its kind is judged. */
export interface TokenKindEvidence {
  /** `typ` of the header; `undefined` when absent. */
  readonly typ: string | undefined;
  readonly claims: JsonObject;
  readonly issuer: string;
  /** `aud` as a list, empty when absent. */
  readonly audience: readonly string[];
  /** Header types that say nothing either way, as `toTypeName` spells them. */
  readonly acceptedTypes: ReadonlySet<string>;
  /** Clients: a token that is for these alone is an ID token, unless it names itself an access token. */
  readonly idTokenAudiences: ReadonlySet<string>;
  /** What looks like an ID token may be an access token: marks that ID tokens share with it are not asked. */
  readonly ignoreIdTokenEvidence: boolean;
}

/** The rules, by the numbers under which `docs/` and denials name them. */
export type RuleId = "R1" | "R2" | "R3" | "R4" | "R4a" | "R4b" | "R5" | "R6" | "R7" | "R8" | "R9" | "R10" | "R11";

/** Finds what shows something in a token. */
export interface Sight {
  /** The claims of which one has to be there for it to speak; `undefined` when it has to be asked of every token. */
  readonly needs: readonly string[] | undefined;
  /** The names of what shows it, claims but for `header typ`; none when it is not there. */
  readonly speaks: (evidence: TokenKindEvidence) => readonly string[];
}

/** One observation from which a rule follows. */
export interface Mark {
  /** What is seen, as a sentence about the token ("it ..."). */
  readonly says: string;
  /** Who writes it so: a specification, or a server. */
  readonly source: string;
  readonly sees: Sight;
  /** What the token is instead of an access token. Default: not known. */
  readonly kind?: TokenKind | ((evidence: TokenKindEvidence) => TokenKind | undefined);
  /** As {@link Rule.setting}, for this mark alone. */
  readonly setting?: string;
  /** Of a rule that leaves a token undecided, and of no other: what is doubted. */
  readonly doubt?: Doubt;
}

/** What keeps an undecided token from being taken for an access token. */
export interface Doubt {
  /** What it may be instead: "an ID token". */
  readonly looksLike: string;
  /** What its issuer could write to end the doubt, besides `at+jwt`: "add scope". */
  readonly remedy: string;
}

/** A rule applies as soon as one of its marks sees something. */
export interface Rule {
  readonly id: RuleId;
  readonly verdict: "access" | "not_access" | "undecided";
  /** Of an undecided token: more like an ID token, or something else, than like an access token. */
  readonly leansIdToken: boolean;
  readonly marks: readonly Mark[];
  /** Which setting would change a refusal, besides `tokenKind`, as a whole sentence. Default: none. */
  readonly setting?: string;
}
