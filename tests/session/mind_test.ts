import assert from "node:assert/strict";
import { mindOf } from "../../src/session/mind.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";

const taste = { instructions: "Be brief.", personality: "terse" };

Deno.test("mindOf() tells an agent what it can do, and nothing else", () => {
  const provider = new ScriptedProvider();
  const minded = { model: "m", reasoningEffort: "low", fast: true, provider };
  const plain = { model: "m", reasoningEffort: "low" };
  assert.deepEqual(mindOf(minded, undefined), plain);
  assert.deepEqual(mindOf(minded, taste), { ...plain, instructions: "Be brief." });
  provider.description = { ...provider.description, fastTier: "flex", ownInstructions: "why" };
  assert.deepEqual(mindOf(minded, taste), { ...plain, fast: true });
  assert.deepEqual(mindOf({ ...minded, fast: false }, { ...taste, instructions: "" }), plain);
});
