import assert from "node:assert/strict";
import { type CommandOptions, resolveCommandOptions } from "../../src/gateway/command_options.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";

function refused(commands: Record<string, unknown>): string {
  try {
    createGateway({ provider: new ScriptedProvider(), commands: commands as CommandOptions });
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error));
    return error.message;
  }
  assert.fail("it was taken");
}

Deno.test("resolveCommandOptions() fills in every default", () => {
  const none = {
    quick: new Map(),
    skills: undefined,
    createRunner: undefined,
    maxRunners: 32,
    spawn: undefined,
    plugins: undefined,
    cli: undefined,
    switchPlugin: undefined,
    withheld: [],
  };
  assert.deepEqual(resolveCommandOptions(), none);
  assert.deepEqual(resolveCommandOptions({ quick: {}, skills: undefined } as object), none);
});

Deno.test("resolveCommandOptions() needs no way to start programs for aliases", () => {
  const { quick } = resolveCommandOptions({ quick: { h: { type: "alias", target: "help" } } });
  assert.deepEqual([...quick.keys()], ["h"]);
});

Deno.test("createGateway() says which option of commands is wrong, and why", () => {
  const exec = { disk: { type: "exec", command: "df" } };
  const head = 'Cannot create a gateway: option "commands.';
  const cases: [Record<string, unknown>, string][] = [
    [{ quick: exec }, 'spawn": missing, and quick command "disk" runs a program'],
    [{ quick: { "/a": 1 } }, 'quick": quick command "/a": a name is letters'],
    [{ skills: {} }, 'skills.read": expected function'],
    [{ createRunner: {} }, 'createRunner": expected function'],
    [{ spawn: "sh", quick: exec }, 'spawn": expected function'],
    [{ maxRunners: 0 }, 'maxRunners": expected a whole number, 1 or more'],
    [{ withheld: "KEY" }, 'withheld": expected a list of names'],
    [{ cli: { command: ["tidegate"], allowed: [] } }, 'cli": expected {command, allowed}'],
    [{ cli: { command: () => ["tidegate"] } }, 'cli": expected {command, allowed}'],
    [{ workers: 3 }, 'workers": there is no such option'],
  ];
  for (const [commands, message] of cases) {
    assert.ok(refused(commands).startsWith(head + message), refused(commands));
  }
});
