import { decodeBase64url } from "../internal/base64url.js";
import { type JsonObject, parseJsonObject } from "../internal/json-object.js";
import type { HeaderMemory } from "./header-memory.js";

/** What kind of text a token is; decides who can judge it. */
export type TokenForm =
  | {
      readonly form: "jwt";
      readonly token: string;
      readonly header: JsonObject;
      /** Whether the same header has been found to be without fault before. */
      readonly headerIsKnown: boolean;
      readonly payload: string;
      readonly signature: string;
    }
  | {
      readonly form: "encrypted";
      readonly token: string;
      readonly header: JsonObject;
      readonly encryptedKey: string;
      readonly initializationVector: string;
      readonly ciphertext: string;
      readonly authenticationTag: string;
    }
  | { readonly form: "opaque" };

/**
 * Tells a JWT from an encrypted and from an opaque token.
 *
 * A token is a JWT if it has three parts of which the first is a JOSE header: then nothing else that is wrong with it
 * makes it opaque, so that a JWT that fails verification can never be taken somewhere else for a second opinion.
 * A dot alone says nothing: some opaque tokens hold one.
 *
 * @param headers - Headers that need not be decoded again.
 * @see RFC 7515 §3.1, RFC 7516 §9
 */
export function classifyToken(token: string, headers?: HeaderMemory): TokenForm {
  const dots = positionsOfDots(token);
  const [first, second] = dots;
  if (first === undefined || second === undefined) return OPAQUE;
  if (dots.length !== 2 && dots.length !== 4) return OPAQUE;
  const segment = token.slice(0, first);
  const known = headers?.find(segment);
  const header = known ?? decodeHeader(segment);
  if (typeof header?.["alg"] !== "string") return OPAQUE;
  if (dots.length === 2) {
    const [payload, signature] = [token.slice(first + 1, second), token.slice(second + 1)];
    return { form: "jwt", token, header, headerIsKnown: known !== undefined, payload, signature };
  }
  const [, encryptedKey = "", initializationVector = "", ciphertext = "", authenticationTag = ""] = token.split(".");
  return { form: "encrypted", token, header, encryptedKey, initializationVector, ciphertext, authenticationTag };
}

/**
 * Whether a token that is no JWT begins like one: with something before its first dot that a lenient reader takes for a JOSE
 * header, whole or not. Then it is a JWT in another spelling, or a broken one, and nobody is to be asked what it may be.
 */
export function beginsLikeJwt(token: string): boolean {
  const dot = token.indexOf(".");
  if (dot === -1) return false;
  // Lenient readers take both alphabets, pass over every other character wherever it stands, and drop one too many at the end.
  const text = token
    .slice(0, dot)
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replaceAll(/[^A-Za-z0-9+/]/g, "");
  const json = atob(text.slice(0, text.length - (text.length % 4)));
  // Random bytes of an opaque token may well begin with a brace, but do not spell the one parameter every header has.
  return json.includes("{") && SPELLS_ALG.test(json);
}

function decodeHeader(segment: string): JsonObject | undefined {
  const bytes = decodeBase64url(segment);
  return bytes && parseJsonObject(bytes);
}

/** At most five: more need not be counted to know that the token has no form of ours. */
function positionsOfDots(token: string): number[] {
  const positions: number[] = [];
  let position = token.indexOf(".");
  while (position !== -1 && positions.length < 5) {
    positions.push(position);
    position = token.indexOf(".", position + 1);
  }
  return positions;
}

const OPAQUE: TokenForm = { form: "opaque" };
/** Each letter as it is, or escaped (RFC 8259 §7). */
const SPELLS_ALG = /"(?:a|\\u0061)(?:l|\\u006[Cc])(?:g|\\u0067)"/;
