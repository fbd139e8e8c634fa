import assert from "node:assert/strict";
import { redactCommand } from "../../src/agent/redact_command.ts";

const hidden: [command: string, shown: string][] = [
  ["API_KEY=abc123 make", "API_KEY=[redacted] make"],
  ["export GITHUB_TOKEN='a b c'; ls", "export GITHUB_TOKEN=[redacted]; ls"],
  ["mysql --password hunter2 -u root", "mysql --password [redacted] -u root"],
  ["mysql --password=hunter2", "mysql --password=[redacted]"],
  [`curl -d '{"api_key": "x y", "n": 1}'`, `curl -d '{"api_key": [redacted], "n": 1}'`],
  ["curl 'https://x/?access_token=abc&n=1'", "curl 'https://x/?access_token=[redacted]&n=1'"],
  ["git clone https://me:s3cret@host/r", "git clone https://me:[redacted]@host/r"],
  ["curl -H 'Authorization: Bearer abc'", "curl -H 'Authorization: Bearer [redacted]'"],
  ["curl -H 'Authorization: Basic dXNlcjpwdw=='", "curl -H 'Authorization: Basic [redacted]'"],
  ["echo sk-abcdefghijkl0123456789", "echo [redacted]"],
  ["echo ghp_0123456789abcdefghij > f", "echo [redacted] > f"],
  [`curl -d "{\\"api_key\\": \\"x y\\", 1}"`, `curl -d "{\\"api_key\\": [redacted], 1}"`],
  [`{"password": "a\\"b", "n": 1}`, `{"password": [redacted], "n": 1}`],
  [`A_TOKEN='a\\'; ls`, "A_TOKEN=[redacted]; ls"],
  [`export A_TOKEN="abc…`, "export A_TOKEN=[redacted]"],
  ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln", "jwt [redacted]"],
];

Deno.test("redactCommand() hides what is written as a credential usually is", () => {
  for (const [command, shown] of hidden) assert.equal(redactCommand(command), shown);
});

Deno.test("redactCommand() hides no more when it is done again", () => {
  for (const [, shown] of hidden) assert.equal(redactCommand(shown), shown);
});

Deno.test("redactCommand() leaves a plain command as it is", () => {
  const plain = [
    "rm -rf build/*.o && ls -la",
    "git commit -m 'tokenize the parser, keep secrets out'",
    "curl https://example.org:8080/a@b?page=2",
    "task-list --max-tokens 100",
    "kill -9 1234; echo a=b",
    "",
  ];
  for (const command of plain) assert.equal(redactCommand(command), command);
});

Deno.test("redactCommand() hides the secrets it is given, wherever they stand", () => {
  assert.equal(
    redactCommand("echo hunter2; f?q=a%2Fb", ["hunter2", "a/b"]),
    "echo [redacted]; f?q=[redacted]",
  );
});

Deno.test("redactCommand() hides secrets among a lot of text that nearly is one", () => {
  const nearly = [
    "token",
    "--token ",
    "a-",
    "https://a:",
    "basic ",
    "sk-",
    "password=",
    'password="',
    `token='token="`,
    'token=\\\\"token="\\\\',
    "'\"",
    "eyJ.",
  ];
  for (const piece of nearly) {
    const text = piece.repeat(20_000);
    assert.ok(!redactCommand(`${text}\nexport MY_TOKEN=abc123`).includes("abc123"), piece);
  }
});
