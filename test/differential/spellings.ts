import { type JsonPart, signCompact } from "@ostiary/testing";
import { claimsOf, encode, headerOf, partsOf, signParts } from "./parts.js";
import type { Row } from "./row.js";
import type { Setting } from "./setting.js";

/** Good tokens in another spelling, and good signatures on what two readers may read in two ways. */
export function createSpellings({ as }: Setting): Row[] {
  const good = as.issue();
  const [head, payload, signature] = partsOf(good);
  const [headText, text] = [JSON.stringify(headerOf(as)), JSON.stringify(claimsOf(good))];
  const row = (title: string, token: string): Row => ({ title, token, ours: "malformed_token" });
  const signed = (claims: JsonPart, header: JsonPart = headText): string => signCompact(header, claims, as.signingKey);
  // Of a length that leaves bits over.
  const odd = encode(" ".repeat((4 - (Buffer.byteLength(text) % 3)) % 3) + text);
  return [
    row("`=` behind the header, signed so", signParts(as, `${head}=`, payload)),
    row("`=` behind the claims, signed so", signParts(as, head, `${odd}==`)),
    row("`==` behind the signature", `${good}==`),
    row("a signature whose last character has bits that do not count", `${head}.${payload}.${aliasOf(signature)}`),
    row("claims whose last character has bits that do not count, signed so", signParts(as, head, aliasOf(odd))),
    row(
      "`+` and `/` in the signature",
      inForeignAlphabet(() => as.issue()),
    ),
    row("a line break in the signature", `${head}.${payload}.${signature.slice(0, 20)}\n${signature.slice(20)}`),
    row("a space behind the token", `${good} `),
    row("a dot behind the token", `${good}.`),
    row("a fourth part", `${good}.e30`),
    row("a tilde behind the token, as in SD-JWT", `${good}~`),
    row("two parts", `${head}.${payload}`),
    row("three parts without claims", `${head}..${signature}`),
    row("the JSON serialization", JSON.stringify({ payload, protected: head, signature })),
    row("`alg` twice, the last one good", signed(text, headText.replace("{", '{"alg":"none",'))),
    row("`kid` twice, the last one good", signed(text, headText.replace("{", '{"kid":"other",'))),
    row("`aud` twice, the last one ours", signed(text.replace("{", '{"aud":"https://other.example",'))),
    row("`sub` twice", signed(text.replace("{", '{"sub":"admin",'))),
    row("`exp` twice, the last one good", signed(text.replace("{", '{"exp":1,'))),
    row("`scope` twice, once with an escape", signed(text.replace("{", String.raw`{"scop\u0065":"api:admin",`))),
    row("`__proto__` among the claims", signed(text.replace("{", '{"__proto__":{"scope":"api:admin"},'))),
    row("`__proto__` in the header", signed(text, headText.replace("{", '{"__proto__":{"alg":"none"},'))),
    row("a byte order mark before the claims", signed(`\ufeff${text}`)),
    row("a byte order mark before the header", signed(text, `\ufeff${headText}`)),
    row("claims that are no UTF-8", signParts(as, head, inLatin1(text.replace("user-1", "\u00fcser-1")))),
    row("claims that are a list", signed("[1]")),
    row("claims that are a text", signed('"claims"')),
    row("claims that are null", signed("null")),
    row("claims that are no JSON", signed("claims")),
    row("claims that are another token", signed(good)),
    row("claims nested 40 deep", signed(text.replace("{", `{"deep":${"[".repeat(40)}${"]".repeat(40)},`))),
    row("a header that is a list", signed(text, '["ES256"]')),
    { title: "20,000 bytes", token: as.issue({ long: "a".repeat(14_600) }), ours: "token_too_large" },
  ];
}

/** The same bytes, with a bit set that is left over. */
function aliasOf(part: string): string {
  const last = ALPHABET.indexOf(part.at(-1) ?? "");
  return `${part.slice(0, -1)}${ALPHABET[last ^ 1]}`;
}

/** The signature in the alphabet of base64, which must show: half of all signatures have one of the two characters. */
function inForeignAlphabet(issue: () => string): string {
  const token = issue();
  const [header, claims, signature] = partsOf(token);
  const other = signature.replaceAll("-", "+").replaceAll("_", "/");
  return other === signature ? inForeignAlphabet(issue) : `${header}.${claims}.${other}`;
}

function inLatin1(text: string): string {
  return Buffer.from(text, "latin1").toString("base64url");
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
