import { parseArgs } from "node:util";
import { stopAll } from "./loopback.js";
import { play, type PlayedScene } from "./play.js";
import { CHAPTERS, setStage } from "./scenes.js";
import { createTable } from "./table.js";

const USAGE = `Usage: npm run demo
       npm run -s demo -- --json

Starts an authorization server and three APIs on loopback, sends each API good tokens and bad ones, and shows what it
answers. Exits with 0 if every answer is the expected one, else with 1.

  --json  print one JSON document instead of a table; -s keeps npm's own lines out of it
  --help  print this`;

/** Wide enough for most lines, where no terminal says how wide it is. */
const DEFAULT_COLUMNS = 120;

interface PlayedChapter {
  readonly title: string;
  readonly scenes: readonly PlayedScene[];
}

process.stdout.once("error", () => process.exit(1)); // the reader has gone, as in `| head`
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (typeof options === "string") {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    return await (options.json ? printJson() : printTable());
  } catch (cause) {
    console.error(cause);
    return 1;
  } finally {
    await stopAll();
  }
}

/** @returns The options, or what is wrong with them. */
function parseOptions(args: readonly string[]): { json: boolean; help: boolean } | string {
  try {
    const { json = false, help = false } = parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
    return { json, help };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function printTable(): Promise<number> {
  const { isTTY, columns } = process.stdout;
  const table = createTable({
    columns: isTTY && columns > 0 ? columns : DEFAULT_COLUMNS,
    colours: isTTY && process.stdout.hasColors(), // knows NO_COLOR too
  });
  console.log(table.head());
  const chapters = await playAll({
    onChapter: (title) => console.log(table.chapter(title)),
    onScene: (scene) => console.log(table.scene(scene)),
  });
  const { passed, failed } = count(chapters);
  console.log(table.foot(passed, failed));
  return failed === 0 ? 0 : 1;
}

async function printJson(): Promise<number> {
  const chapters = await playAll();
  const scenes = chapters.flatMap(({ title, scenes }) => scenes.map((scene) => ({ chapter: title, ...scene })));
  const { passed, failed } = count(chapters);
  console.log(JSON.stringify({ scenes, passed, failed }, null, 2));
  return failed === 0 ? 0 : 1;
}

interface Spectator {
  onChapter(title: string): void;
  onScene(scene: PlayedScene): void;
}

async function playAll(spectator?: Spectator): Promise<readonly PlayedChapter[]> {
  const stage = await setStage();
  const chapters: PlayedChapter[] = [];
  for (const open of CHAPTERS) {
    const { title, scenes } = await open(stage);
    spectator?.onChapter(title);
    const played: PlayedScene[] = [];
    for (const scene of scenes) {
      const answered = await play(scene);
      spectator?.onScene(answered);
      played.push(answered);
    }
    chapters.push({ title, scenes: played });
  }
  return chapters;
}

function count(chapters: readonly PlayedChapter[]): { passed: number; failed: number } {
  const answers = chapters.flatMap(({ scenes }) => scenes).flatMap((scene) => scene.answers);
  const passed = answers.filter(({ unexpected }) => unexpected.length === 0).length;
  return { passed, failed: answers.length - passed };
}
