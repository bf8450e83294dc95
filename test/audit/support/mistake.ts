import { type Defect, type DefectGroup, defects } from "@ostiary/testing";
import type { Mistake } from "./home-made-api.js";

/** A mistake that APIs make, and all that an audit must find because of it: ids, by category. */
export interface KnownMistake {
  readonly name: string;
  readonly make: Mistake;
  readonly finds: Readonly<Record<string, readonly string[]>>;
}

export function mistake(name: string, make: Mistake, finds: KnownMistake["finds"]): KnownMistake {
  return { name, make, finds };
}

/** The defects of a group, but for some. */
export function allOf(group: DefectGroup, ...but: readonly string[]): readonly string[] {
  return allThat((sent) => sent.group === group).filter((id) => !but.includes(id));
}

/** As much of a defect as the lists of findings are made by. */
export type Sent = Pick<Defect, "group" | "kind"> & {
  readonly expected: Pick<Defect["expected"], "status" | "reason">;
};

/** All that an audit sends of which something is so. A request with the token in its body is not sent where the method has none. */
export function allThat(isSo: (sent: Sent) => boolean): readonly string[] {
  const sent = [...defects, ...SENT_BESIDES];
  return sent.flatMap((one) => (one.id !== "token-in-form" && isSo(one) ? [one.id] : []));
}

/** Bad tokens that an audit sends besides the catalogue. */
const SENT_BESIDES: readonly (Sent & { readonly id: string })[] = (
  [
    ["key-by-certificate-url", "key", "no_matching_key"],
    ["withdrawn-key", "key", "no_matching_key"],
    ["issuer-by-url", "issuer", "unknown_issuer"],
    ["expired-five-minutes-ago", "time", "token_expired"],
    ["expired-after-acceptance", "time", "token_expired"],
  ] as const
).map(([id, group, reason]) => ({ id, group, kind: "token", expected: { status: 401, reason } }));
