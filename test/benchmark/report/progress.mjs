/** @import { Progress } from "../model.mjs" */

const BAR_LENGTH = 24;

/**
 * On a terminal one line that is written anew, elsewhere a line for each step: logs keep every line they get.
 *
 * @param {{ isTty: boolean, columns: number, write(text: string): void }} screen
 * @returns {Progress}
 */
export function createProgress({ isTty, columns, write }) {
  let planned = 0;
  let begun = 0;
  const clear = isTty ? "\r\u001B[K" : "";
  return {
    plan(steps) {
      planned += steps;
    },
    step(label) {
      begun += 1;
      planned = Math.max(planned, begun);
      write(
        isTty ? `${clear}${toBar(begun - 1, planned, label).slice(0, columns - 1)}` : `${begun}/${planned} ${label}\n`,
      );
    },
    note(text) {
      write(`${clear}${text}\n`);
    },
    end() {
      write(clear);
    },
  };
}

/**
 * @param {number} done
 * @param {number} planned
 * @param {string} label
 */
function toBar(done, planned, label) {
  const full = Math.round((BAR_LENGTH * done) / planned);
  return `[${"#".repeat(full)}${".".repeat(BAR_LENGTH - full)}] ${done}/${planned} ${label}`;
}
