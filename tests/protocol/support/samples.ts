/** Shapes as they are on the wire, every member there. */

export const tokens = {
  model: "llama3.2",
  calls: 2,
  input: 1_200,
  output: 340,
  reasoning: 12,
  prompt: 1_200,
  completion: 352,
  total: 1_552,
  context_used: 1_552,
  context_max: 131_072,
  context_percent: 1.2,
  compressions: 0,
};

export const info = {
  model: "llama3.2",
  provider: "openai",
  reasoning_effort: "medium",
  service_tier: "",
  fast: false,
  yolo: false,
  tools: { terminal: ["run", "read"] },
  skills: {},
  cwd: "/srv/project",
  branch: "main",
  personality: "",
  running: true,
  title: "A first look",
  desktop_contract: 2,
  version: "0.1.0",
  usage: tokens,
  profile_name: "default",
  mcp_servers: [{ name: "files", transport: "stdio", tools: 3, connected: true }],
  system_prompt: "",
};
