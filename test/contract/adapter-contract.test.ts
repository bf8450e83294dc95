import { adapterContract, type ContractTarget, createContractSetting, createLoopbackTarget } from "@ostiary/testing";
import { afterAll, describe, test } from "vitest";
import { targets } from "./targets/index.js";

describe.each(targets)("%s", async (_, start) => {
  const setting = await createContractSetting();
  const { origin, close } = await start(setting.verifierOptions);
  const target: ContractTarget = createLoopbackTarget(origin);
  afterAll(close);

  test.each(adapterContract(setting))("$name", ({ run }) => run(target));
});
