import { AssertionError } from "node:assert";
import { checkClaims, suggest } from "../check-names.js";
import { judgeAccepted } from "../judge.js";
import type { Claims } from "../token-maker.js";
import type { Defect, RequestParts, TokenDefect } from "./defect.js";
import { defects } from "./defects.js";
import type { DefectId, TokenDefectId } from "./defects.js";
import { goodTokens } from "./good-tokens.js";
import type { GoodToken, GoodTokenId } from "./good-tokens.js";
import { opaqueDefects } from "./opaque-defects.js";
import { issueSigned } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** A request to your API, apart from the path of the route. All but `query` is what `fetch` takes. */
export interface FormRequest {
  /** `POST` where there is a body; a route with another method is asked with that. */
  readonly method: "GET" | "POST";
  /** Field lines in their order; a name may be there twice. */
  readonly headers: [name: string, value: string][];
  /** To be put after the path: empty, or from the question mark on. */
  readonly query: string;
  /** Of a form (RFC 6750 §2.2), where there is one. */
  readonly body?: string;
}

/** What to send for a form of the catalogue. */
export interface FormRequests extends FormRequest {
  /** To be sent first, and to be accepted: what a memory of it might be taken in by comes after it. */
  readonly before?: FormRequest;
}

/** What can be made by the name of it. */
export interface NamedForms {
  /**
   * A token with one defect, given by its id or itself, and with these claims changed besides.
   *
   * @throws TypeError - there is none of this name, it is a defect of the request, or it cannot be made of tokens of this issuer.
   */
  tokenWith(defect: TokenDefectId | TokenDefect, claims?: Claims): string;
  /**
   * What to send for a defect or a good form, given by its id or itself: all of it, since a token that is in the body, for example,
   * is nowhere else. {@link send} sends it.
   *
   * @throws TypeError - there is none of this name, or it cannot be made of tokens of this issuer.
   */
  requestWith(form: DefectId | GoodTokenId | Defect | GoodToken, claims?: Claims): FormRequests;
  /**
   * Sends a defect or a good form to your API, and gives the answer. Where something must have been accepted before, it is sent
   * before.
   *
   * @param ask - Sends one request, with all that is in it, and gives what the matchers take.
   * @throws AssertionError - what must have been accepted before was not, so that what comes after it proves nothing.
   * @throws TypeError - as {@link requestWith}.
   */
  send<Answer>(
    ask: (request: FormRequest) => Answer | PromiseLike<Answer>,
    form: DefectId | GoodTokenId | Defect | GoodToken,
    claims?: Claims,
  ): Promise<Answer>;
}

/** @param source - Read when it is used: it may be what these become a part of. */
export function createNamedForms(source: () => TokenSource): NamedForms {
  const requestWith: NamedForms["requestWith"] = (given, claims) => toRequests(findForm(given), source(), claims);
  return {
    requestWith,
    tokenWith: (given, claims) => {
      checkClaims(claims, "tokenWith()");
      const defect = findForm(given);
      if ("kind" in defect && defect.kind === "token") return make(defect.id, () => defect.make(source(), { claims }));
      throw new TypeError(`${defect.id} is about the request, not the token: use requestWith()`);
    },
    send: async (ask, given, claims) => {
      const { before, ...request } = requestWith(given, claims);
      if (before !== undefined) checkAccepted(await ask(before), findForm(given).id);
      return ask(request);
    },
  };
}

function toRequests(form: Defect | GoodToken, as: TokenSource, claims: Claims | undefined): FormRequests {
  checkClaims(claims, "requestWith()");
  if (!("kind" in form) || !form.followsAccepted) return toRequest(make(form.id, () => form.make(as, { claims })));
  const accepted = issueSigned(as);
  const made = make(form.id, () => form.make(as, { claims, accepted }));
  return { ...toRequest(made), before: toRequest(accepted) };
}

function toRequest(made: string | RequestParts): FormRequest {
  const { headers, query, body } = typeof made === "string" ? presentToken(made) : made;
  return { method: body === undefined ? "GET" : "POST", headers, query, ...(body === undefined ? {} : { body }) };
}

/** @throws TypeError - the issuer has nothing to make it of. */
function make<Made>(id: string, one: () => Made): Made {
  try {
    return one();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = `${id} cannot be made of the tokens of this issuer: as.defects and as.goodTokens hold what can. ${error.message}`;
    throw new TypeError(message, { cause: error });
  }
}

function checkAccepted(answer: unknown, id: string): void {
  const { pass, message } = judgeAccepted(answer);
  if (pass) return;
  throw new AssertionError({
    message: `${id} proves nothing, for the good token that comes before it was not accepted. ${message}`,
    stackStartFn: checkAccepted,
  });
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
