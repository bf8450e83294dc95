import { randomInt } from "node:crypto";
import type { Claims } from "../token-maker.js";
import { ISSUED_AT } from "./dialect.js";

/** Where and when a token is issued, that was written down for another place and time. */
export interface Present {
  /** NumericDate seconds. */
  readonly now: number;
  /** What a text becomes that names the issuer. */
  readonly toPlace: (text: string) => string;
}

/** The claims of a shape as if it had been issued just now: every instant moved, the issuer renamed, its own id a new one. */
export function presentClaims(claims: Claims, present: Present): Claims {
  const moved = move(claims, present) as Claims;
  const ids = ID_CLAIMS.filter((name) => typeof moved[name] === "string");
  return { ...moved, ...Object.fromEntries(ids.map((name) => [name, vary(moved[name] as string)])) };
}

function move(value: unknown, present: Present): unknown {
  const shift = present.now - ISSUED_AT;
  if (typeof value === "number") return Math.abs(value - ISSUED_AT) < MOST_SECONDS_APART ? value + shift : value;
  if (typeof value === "string") return DATE_TIME.test(value) ? moveText(value, shift) : present.toPlace(value);
  if (Array.isArray(value)) return value.map((one: unknown) => move(one, present));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, move(member, present)]));
}

function moveText(text: string, shift: number): string {
  const moved = new Date(Date.parse(text) + shift * 1000).toISOString();
  return text.includes(".") ? moved : moved.replace(/\.\d+Z$/u, "Z");
}

/** Its last characters become digits, which fit into every form that such ids have. */
function vary(id: string): string {
  return id.replace(/[0-9A-Za-z]{0,8}$/u, String(randomInt(10_000_000, 100_000_000)));
}

/** The id of a token; the second one is that of Microsoft. */
const ID_CLAIMS = ["jti", "uti"];
/** Instants of a token are not farther from when it is issued. Three years, which no other number in a token comes near. */
const MOST_SECONDS_APART = 100_000_000;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u;
