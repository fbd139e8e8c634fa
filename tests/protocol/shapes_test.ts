import assert from "node:assert/strict";
import type { z } from "zod";
import { displayMessage, sessionInfo, skin, usage } from "../../src/protocol/shapes.ts";
import { defaultSkin } from "../../src/protocol/skins.ts";
import { info, tokens } from "./support/samples.ts";

function takes(schema: z.ZodType, value: unknown): void {
  assert.deepEqual(schema.parse(value), value);
}

function refuses(schema: z.ZodType, value: unknown): void {
  assert.equal(schema.safeParse(value).success, false, JSON.stringify(value));
}

Deno.test("displayMessage is text of somebody, or a tool and what it was called with", () => {
  for (const role of ["user", "assistant", "system"]) takes(displayMessage, { role, text: "hi" });
  takes(displayMessage, { role: "assistant", text: "", reasoning: "because" });
  takes(displayMessage, { role: "tool", name: "terminal", context: "ls" });
  refuses(displayMessage, { role: "tool", text: "hi" });
  refuses(displayMessage, { role: "user", content: "hi" });
  refuses(displayMessage, { role: "developer", text: "hi" });
});

Deno.test("usage needs its four counters and knows the rest", () => {
  takes(usage, { calls: 0, input: 0, output: 0, total: 0 });
  takes(usage, tokens);
  for (const counter of ["calls", "input", "output", "total"]) {
    refuses(usage, { ...tokens, [counter]: undefined });
  }
});

Deno.test("sessionInfo is not without what a terminal UI cannot do without", () => {
  takes(sessionInfo, info);
  for (const member of ["model", "tools", "skills", "desktop_contract"]) {
    refuses(sessionInfo, { ...info, [member]: undefined });
  }
  refuses(sessionInfo, { ...info, tools: { terminal: "run" } });
});

Deno.test("sessionInfo is lazy, or does not speak of it", () => {
  takes(sessionInfo, { ...info, lazy: true });
  refuses(sessionInfo, { ...info, lazy: false });
});

Deno.test("skin has every member, empty ones for what the client chooses", () => {
  takes(skin, defaultSkin);
  for (const member of Object.keys(defaultSkin)) {
    refuses(skin, { ...defaultSkin, [member]: undefined });
  }
});
