import assert from "node:assert/strict";
import { ownCommand } from "../../src/cli/own_command.ts";

Deno.test("ownCommand() is the one file there is, where there is one", () => {
  assert.deepEqual(ownCommand(["/opt/tidegate", "x"])?.command(), ["/opt/tidegate", "x"]);
});

Deno.test("ownCommand() is this runtime and the main file beside it otherwise", () => {
  const command = ownCommand(undefined)?.command() ?? [];
  assert.equal(command[1], "run");
  assert.match(command.at(-1) ?? "", /src[/\\]cli[/\\]main\.ts$/);
});
