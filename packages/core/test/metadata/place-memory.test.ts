import { describe, expect, test } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import { createPlaceMemory } from "../../src/metadata/place-memory.js";

const HERE = {
  url: "https://as.example.com/metadata",
  jwksUri: "https://as.example.com/jwks",
  introspection: undefined,
};
const MOVED = { ...HERE, jwksUri: "https://as.example.com/moved" };
const FAILURE = new Error("refused");

/** A memory of a place that was read at instant 1000. */
function createWarm(options: Partial<Parameters<typeof createPlaceMemory>[0]> = {}) {
  const memory = createPlaceMemory({ metadataFreshSeconds: 100, metadataPauseSeconds: 50, ...options });
  memory.keep(HERE, 1000);
  return memory;
}

test("what was never read is to be read first, whatever happened before", () => {
  const memory = createPlaceMemory({ metadataFreshSeconds: 100, metadataPauseSeconds: 50 });
  expect([memory.known, memory.due(1000)]).toEqual([undefined, "first"]);
  memory.noteFailure(FAILURE, 1000);
  expect([memory.known, memory.due(1000)]).toEqual([undefined, "first"]);
});

describe("what is known", () => {
  test.each([
    [995, "nothing"],
    [994.9, "beside"],
    [0, "beside"],
    [1000, "nothing"],
    [1099.9, "nothing"],
    [1100, "beside"],
    [9e9, "beside"],
  ] as const)("is fresh for as long as is chosen, but not from the future: at %d, %s is due", (now, due) => {
    expect(createWarm().due(now)).toBe(due);
  });

  test.each([
    [1195, "nothing"],
    [1194.9, "beside"],
    [1101, "beside"],
    [1249.9, "nothing"],
    [1250, "beside"],
  ] as const)("is left alone for a pause after a failure, but not from the future: at %d, %s is due", (now, due) => {
    const memory = createWarm();
    memory.noteFailure(FAILURE, 1200);
    expect([memory.known, memory.due(now)]).toEqual([HERE, due]);
  });

  test.each([
    [59.9, "nothing"],
    [60, "beside"],
  ] as const)(
    "is left alone for as long as the server asked, if that is longer: %d s later, %s is due",
    (later, due) => {
      const memory = createWarm({ metadataPauseSeconds: 1 });
      memory.noteFailure(new FetchFailure("status", "", { status: 503, retryAfterSeconds: 3600 }), 1200);
      expect(memory.due(1200 + later)).toBe(due);
    },
  );

  test("is not left alone any more once it could be read", () => {
    const memory = createWarm({ metadataFreshSeconds: 10 });
    memory.noteFailure(FAILURE, 1200);
    memory.keep(MOVED, 1201);
    expect([memory.known, memory.due(1210.9), memory.due(1211)]).toEqual([MOVED, "nothing", "beside"]);
  });
});

describe("what is suspected", () => {
  test.each([
    [1049.9, "nothing"],
    [1050, "beside"],
    [994.9, "beside"],
  ] as const)("is to be read beside the answer once the pause has passed: at %d, %s is due", (now, due) => {
    const memory = createWarm();
    memory.suspect(HERE.jwksUri);
    expect(memory.due(now)).toBe(due);
  });

  test("is left alone for a pause after a failure, as ever", () => {
    const memory = createWarm();
    memory.suspect(HERE.jwksUri);
    memory.noteFailure(FAILURE, 1060);
    expect([memory.due(1109.9), memory.due(1110)]).toEqual(["nothing", "beside"]);
  });

  test("is suspected no more once it was read, and not for what was found at a place of before", () => {
    const memory = createWarm();
    memory.suspect(HERE.jwksUri);
    memory.keep(MOVED, 1050);
    memory.suspect(HERE.jwksUri);
    expect([memory.due(1149.9), memory.due(1150)]).toEqual(["nothing", "beside"]);
  });
});

describe("what is doubted", () => {
  test.each([
    ["since it was read", 995, "nothing"],
    ["since it was read", 994.9, "first"],
    ["since it was read", 1059.9, "nothing"],
    ["since it was read", 1060, "first"],
    ["since that failed", 1259.9, "beside"],
    ["since that failed", 1260, "first"],
  ] as const)("is to be read first, once a minute has passed %s: at %d, %s is due", (since, now, due) => {
    const memory = createWarm();
    if (since === "since that failed") memory.noteFailure(FAILURE, 1200);
    memory.doubt(HERE.jwksUri);
    expect(memory.due(now)).toBe(due);
  });

  test("is to be read beside the answer before that, if it is not fresh", () => {
    const memory = createWarm({ metadataFreshSeconds: 10, metadataPauseSeconds: 20 });
    memory.doubt(HERE.jwksUri);
    expect([memory.due(1009.9), memory.due(1010)]).toEqual(["nothing", "beside"]);
  });

  /** How long a doubt waits, after these readings that each answered one. */
  function pauseAfter(readings: readonly ("same" | "moved" | "failed")[], metadataPauseSeconds: number): number {
    const memory = createWarm({ metadataFreshSeconds: 1e6, metadataPauseSeconds });
    for (const reading of readings) {
      memory.doubt(memory.known?.jwksUri ?? "");
      if (reading === "failed") memory.noteFailure(FAILURE, 1000);
      else memory.keep(reading === "same" ? (memory.known ?? HERE) : MOVED, 1000);
    }
    memory.doubt(memory.known?.jwksUri ?? "");
    let pause = 0;
    while (memory.due(1000 + pause) !== "first") pause += 1;
    return pause;
  }

  test.each([
    [[], 600, 60],
    [["same"], 600, 120],
    [["failed"], 600, 120],
    [["same", "failed", "same"], 600, 480],
    [["same", "same", "same", "same"], 600, 600],
    [["same", "same", "same", "same", "same"], 600, 600],
    [["same", "failed", "moved"], 600, 60],
    [["failed", "moved", "same"], 600, 120],
    [["same", "same"], 100, 100],
    [["same", "same"], 10, 60],
  ] as const)("waits longer after each reading in vain: %j, with %d s at most, for %d s", (readings, most, seconds) => {
    expect(pauseAfter(readings, most)).toBe(seconds);
  });

  test("waits a minute again after a reading that nobody's doubt was behind", () => {
    const memory = createWarm({ metadataPauseSeconds: 600 });
    memory.doubt(HERE.jwksUri);
    memory.keep(HERE, 1100);
    memory.keep(HERE, 1200);
    memory.doubt(HERE.jwksUri);
    expect([memory.due(1259.9), memory.due(1260)]).toEqual(["nothing", "first"]);
  });

  test("waits no longer for a failure that nobody's doubt was behind", () => {
    const memory = createWarm({ metadataPauseSeconds: 600 });
    memory.noteFailure(FAILURE, 1200);
    memory.doubt(HERE.jwksUri);
    expect([memory.due(1259.9), memory.due(1260)]).toEqual(["nothing", "first"]);
  });

  test("is doubted no more once it was read, or that was tried", () => {
    const memory = createWarm({ metadataFreshSeconds: 1000, metadataPauseSeconds: 1000 });
    memory.doubt(HERE.jwksUri);
    memory.keep(HERE, 1100);
    expect(memory.due(1900)).toBe("nothing");
    memory.doubt(HERE.jwksUri);
    memory.noteFailure(FAILURE, 2100);
    expect(memory.due(3000)).toBe("nothing");
  });

  test("is not what was known before", () => {
    const memory = createWarm({ metadataFreshSeconds: 1000 });
    memory.keep(MOVED, 1100);
    memory.doubt(HERE.jwksUri);
    expect(memory.due(1900)).toBe("nothing");
  });
});
