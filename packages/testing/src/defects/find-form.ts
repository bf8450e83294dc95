import { suggest } from "../check-names.js";
import type { Claims } from "../token-maker.js";
import type { Defect, RequestParts, TokenDefect } from "./defect.js";
import { defects } from "./defects.js";
import type { DefectId, TokenDefectId } from "./defects.js";
import { goodTokens } from "./good-tokens.js";
import type { GoodToken, GoodTokenId } from "./good-tokens.js";
import { opaqueDefects } from "./opaque-defects.js";
import type { TokenSource } from "./token-source.js";

/** What can be made by the name of it. */
export interface NamedForms {
  /**
   * A token with one defect, given by its id or itself, and with these claims changed besides.
   *
   * @throws TypeError - there is none of this name, or it is a defect of the request.
   */
  tokenWith(defect: TokenDefectId | TokenDefect, claims?: Claims): string;
  /**
   * What to send for a defect or a good form, given by its id or itself: header fields for `fetch`, what to put after the path,
   * and a body, each where there is one.
   *
   * @throws TypeError - there is none of this name.
   */
  requestWith(form: DefectId | GoodTokenId | Defect | GoodToken, claims?: Claims): RequestParts;
}

/** @param source - Read when it is used: it may be what these become a part of. */
export function createNamedForms(source: () => TokenSource): NamedForms {
  return {
    tokenWith: (given, claims) => {
      const defect = findForm(given);
      if ("kind" in defect && defect.kind === "token") return defect.make(source(), { claims });
      throw new TypeError(`${defect.id} is about the request, not the token: use requestWith()`);
    },
    requestWith: (given, claims) => toRequest(findForm(given), source(), claims),
  };
}

function toRequest(form: Defect | GoodToken, as: TokenSource, claims: Claims | undefined): RequestParts {
  const made = form.make(as, { claims });
  return typeof made === "string" ? presentToken(made) : made;
}

/** What to send to present a token (RFC 6750 §2.1). */
export function presentToken(token: string): RequestParts {
  return { headers: [["Authorization", `Bearer ${token}`]], query: "", body: undefined };
}

/** @throws TypeError - it is neither of these, nor the name of one. */
export function findForm(given: string | Defect | GoodToken): Defect | GoodToken {
  if (typeof given === "object" && given !== null && typeof given.make === "function") return given;
  const form = forms.get(given as string);
  if (form !== undefined) return form;
  throw new TypeError(
    `There is no defect ${JSON.stringify(given)}${suggest(JSON.stringify(given) ?? "", [...forms.keys()])}`,
  );
}

const forms: ReadonlyMap<string, Defect | GoodToken> = new Map(
  [...defects, ...opaqueDefects, ...goodTokens].map((form) => [form.id, form]),
);
