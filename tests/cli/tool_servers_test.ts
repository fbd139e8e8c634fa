/** The command line with tool servers: the openai agent in a worker, with the permissions of the tasks. */
import assert from "node:assert/strict";
import { stdioServer } from "../agent/mcp/support/spawn_child.ts";
import { answer, serveModel } from "../agent/support/model_server.ts";
import { asksFor, messagesOf } from "../agent/support/tool_turn.ts";
import { Audit, CAN_AUDIT } from "../adapters/support/process_audit.ts";
import { Child, TASK_PERMISSIONS } from "./support/child.ts";

for (const isolate of ["worker", "none"]) {
  Deno.test({
    name:
      `stdio with --isolate ${isolate} gives the model its key, and the tool servers none of ours`,
    ignore: !CAN_AUDIT,
    async fn() {
      const variables = ["OPENAI_API_KEY", "OTHER_KEY", "TIDEGATE_TOKEN", "HARMLESS"];
      const calls = variables.map((name, i) =>
        ["box__env", JSON.stringify({ name }), `c${i}`] as [string, string, string]
      );
      await using model = serveModel(() => asksFor(...calls), () => answer("That is all."));
      const audit = new Audit();
      const server = stdioServer("box", "serve", audit.env);
      assert.ok("command" in server);
      const { command, args, env } = server;
      const config = await Deno.makeTempFile({ suffix: ".yaml" });
      await Deno.writeTextFile(
        config,
        JSON.stringify({
          agents: { other: { type: "openai", api_key_env: "OTHER_KEY" } },
          mcp_servers: { box: { command, args, env } },
          tools: { otherwise: "allow" },
        }),
      );
      try {
        const flags = ["--agent", "openai", "--base-url", model.baseUrl, "--model", "m"];
        await using child = new Child({
          args: ["stdio", ...flags, "--config", config, "--isolate", isolate],
          env: {
            OPENAI_API_KEY: "k-openai",
            OTHER_KEY: "k-other",
            TIDEGATE_TOKEN: "0123456789abcdef0123456789abcdef",
            HARMLESS: "harmless",
          },
          permissions: TASK_PERMISSIONS,
        });
        await child.out.until((line) => line.includes('"gateway.ready"'));
        await child.call(1, "reload.mcp", { confirm: true });
        assert.deepEqual((await child.out.answer(1)).result, { status: "reloaded" });
        await child.call(2, "session.create");
        const { session_id } = (await child.out.answer(2)).result;
        await child.call(3, "prompt.submit", { session_id, text: "what do you know?" });
        const complete = await child.out.until((line) => line.includes('"message.complete"'));
        assert.equal(JSON.parse(complete).params.payload.text, "That is all.");
        const [first, second] = model.requests;
        assert.equal(first?.headers.get("authorization"), "Bearer k-openai");
        const results = messagesOf(second!).filter(({ role }) => role === "tool");
        const seen = results.map(({ content }) => content);
        assert.deepEqual(seen, ["not set", "not set", "not set", "harmless"]);
        await child.endInput();
        assert.equal((await child.end()).code, 0);
        assert.deepEqual(await audit.left({ seconds: 5 }), []);
      } finally {
        await Deno.remove(config);
      }
    },
  });
}
