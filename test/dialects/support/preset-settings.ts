import type { IssuerOptions } from "@ostiary/core";
import * as danger from "@ostiary/core/danger";
import type { Table } from "./tables.js";

/** What a preset says of an issuer, option by option. Objects are shown member by member. */
export function tabulateSettings(issuer: IssuerOptions): Table {
  const rows = toEntries(issuer).flatMap(([name, value]): string[][] =>
    isMembers(value)
      ? toEntries(value).map(([member, inner]) => toMemberRow(name, member, inner))
      : [[name, name === "permissionClaims" ? showPermissions(value) : showValue(value)]],
  );
  const shown = rows.filter(([name = ""]) => !NOT_SHOWN.has(name));
  return { head: ["option", "value"], rows: shown.map(([name = "", value = ""]) => [`\`${name}\``, value]) };
}

/** What a preset knows to fit answers is their kind, until somebody says another. */
function toMemberRow(name: string, member: string, value: unknown): string[] {
  return member === "Symbol(preset token kind)"
    ? [`${name}.tokenKind`, showValue((value as { readonly introspected: string }).introspected)]
    : [`${name}.${member}`, showValue(value)];
}

function toEntries(members: object): [string, unknown][] {
  return Reflect.ownKeys(members).map((key) => [
    typeof key === "symbol" ? nameOf(key) : key,
    (members as Readonly<Record<PropertyKey, unknown>>)[key],
  ]);
}

/** A list within a list, as in `requiredClaims`, is one of which any will do. */
function showValue(value: unknown): string {
  if (typeof value === "symbol") return `\`${nameOf(value)}\``;
  if (typeof value === "function") return "a function";
  if (!Array.isArray(value)) return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  return value.map((entry) => (Array.isArray(entry) ? entry.map(showValue).join(" or ") : showValue(entry))).join(", ");
}

function showPermissions(value: unknown): string {
  const claims = value as NonNullable<IssuerOptions["permissionClaims"]>;
  return claims
    .map((claim) => {
      if (typeof claim === "string") return `\`${claim}\``;
      const { path, prefix = "" } = claim;
      return `\`${path.join(".")}\`${prefix === "" ? "" : `, with \`${prefix}\` before each`}`;
    })
    .join("; ");
}

function isMembers(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name under which a switch of `@ostiary/core/danger` is exported. */
function nameOf(symbol: symbol): string {
  const [name] = Object.entries(danger).find(([, value]) => value === symbol) ?? [];
  return name ?? String(symbol);
}

/** What the sample says already, and what is no option for anybody to give. */
const NOT_SHOWN: ReadonlySet<string> = new Set(["audience", "introspection.authentication", "Symbol(audience rule)"]);
