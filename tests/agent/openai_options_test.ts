import assert from "node:assert/strict";
import { type OpenaiOptions, resolveOpenaiOptions } from "../../src/agent/openai_options.ts";

Deno.test("resolveOpenaiOptions() finds the endpoint from the base URL", () => {
  for (
    const [baseUrl, endpoint] of [
      [undefined, "https://api.openai.com/v1/chat/completions"],
      ["http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"],
      [" http://localhost:11434/v1/ ", "http://localhost:11434/v1/chat/completions"],
      ["http://localhost:8080", "http://localhost:8080/chat/completions"],
      ["http://h/v1/chat/completions/", "http://h/v1/chat/completions"],
      ["https://h/d/?api-version=2#x", "https://h/d/chat/completions?api-version=2"],
    ] as const
  ) {
    assert.equal(resolveOpenaiOptions({ baseUrl }).endpoint.href, endpoint);
  }
});

Deno.test("resolveOpenaiOptions() refuses what is no http URL, without quoting it", () => {
  for (const baseUrl of ["", "sk-secret", "localhost:11434", "ftp://h/sk-secret"]) {
    assert.throws(() => resolveOpenaiOptions({ baseUrl }), (error: Error) => {
      assert.equal(error.name, "TypeError");
      assert.match(error.message, /"baseUrl".*http:\/\/ or https:\/\//);
      assert.ok(!error.message.includes("secret"));
      return true;
    });
  }
});

Deno.test("resolveOpenaiOptions() refuses a user name in the base URL", () => {
  assert.throws(() => resolveOpenaiOptions({ baseUrl: "http://u:pass@h/v1" }), {
    name: "TypeError",
    message: /"baseUrl" must not hold a user name or password/,
  });
});

Deno.test("resolveOpenaiOptions() refuses numbers out of range, naming the option", () => {
  const wrong: [keyof OpenaiOptions, number[]][] = [
    ["maxRetries", [-1, 1.5, NaN]],
    ["maxTokens", [0, -1, 2.5]],
    ["temperature", [-0.1, NaN, Infinity]],
    ["firstByteTimeoutMs", [0, -1, NaN, 2 ** 31]],
    ["stallTimeoutMs", [0, Infinity]],
  ];
  for (const [name, values] of wrong) {
    for (const value of values) {
      assert.throws(() => resolveOpenaiOptions({ [name]: value }), {
        name: "RangeError",
        message: new RegExp(`"${name}"`),
      });
    }
  }
});

Deno.test("resolveOpenaiOptions() asks for the key each time and trims it", () => {
  let key: string | undefined = " sk-1\n";
  const { apiKey } = resolveOpenaiOptions({ apiKey: () => key });
  assert.equal(apiKey(), "sk-1");
  key = " ";
  assert.equal(apiKey(), undefined);
  assert.equal(resolveOpenaiOptions({ apiKey: "sk-2" }).apiKey(), "sk-2");
  assert.equal(resolveOpenaiOptions({}).apiKey(), undefined);
});

Deno.test("resolveOpenaiOptions() fills in the defaults", () => {
  const options = resolveOpenaiOptions({});
  assert.equal(options.maxRetries, 4);
  assert.equal(options.firstByteTimeoutMs, 60_000);
  assert.equal(options.stallTimeoutMs, 120_000);
  assert.equal(options.model, "");
});
