import type { Actor } from "../access-token.js";
import { describeForm } from "../internal/describe-form.js";
import { isJsonObject } from "../internal/json-object.js";
import { deny, type Denied } from "../outcome.js";

/**
 * Reads who acts for the subject, and who acted before, from the claim `act`. A chain that cannot be read is denied, not
 * ignored: a token that is delegated must not pass for one that is not.
 *
 * Denies with `malformed_token`: `act` is no object, an identifier in it is no string, or it is nested deeper than 16.
 *
 * @returns `undefined` if the claim is absent.
 * @see RFC 8693 §4.1
 */
export function parseActor(act: unknown, depth: number = 1): Actor | Denied<"malformed_token"> | undefined {
  if (act === undefined) return undefined;
  if (!isJsonObject(act)) return deny("malformed_token", `act is ${describeForm(act)}`);
  if (depth > MAX_ACTORS) return deny("malformed_token", `act is nested deeper than ${MAX_ACTORS}`);
  const wrong = IDENTIFIERS.find((name) => act[name] !== undefined && !isIdentifier(act[name]));
  if (wrong !== undefined) return deny("malformed_token", `${wrong} of act is ${describeForm(act[wrong])}`);
  const before = parseActor(act["act"], depth + 1);
  if (before !== undefined && "kind" in before) return before;
  const { sub: subject, iss: issuer, client_id: clientId } = act as Readonly<Record<string, string | undefined>>;
  return {
    ...(subject !== undefined && { subject }),
    ...(issuer !== undefined && { issuer }),
    ...(clientId !== undefined && { clientId }),
    ...(before !== undefined && { actor: before }),
    claims: act,
  };
}

function isIdentifier(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

const IDENTIFIERS = ["sub", "iss", "client_id"] as const;
const MAX_ACTORS = 16;
