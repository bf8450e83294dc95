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
  return allThat((defect) => defect.group === group).filter((id) => !but.includes(id));
}

/** All defects of which something is so. A request with the token in its body is not sent where the method has none. */
export function allThat(isSo: (defect: Defect) => boolean): readonly string[] {
  return defects.flatMap((defect) => (defect.id !== "token-in-form" && isSo(defect) ? [defect.id] : []));
}
