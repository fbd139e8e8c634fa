/**
 * @module
 */

/**
 * First words of the protocol's methods: of those there are, of those `tui_gateway` has beside them, and
 * `rpc`, which JSON-RPC keeps for itself. Whoever adds a method to a gateway begins its name with another
 * word, so that no later version can get in its way.
 */
export const reservedWords: ReadonlySet<string> = new Set(
  ("agents approval approvals background billing bot_relay browser clarify cli clipboard command " +
    "commands complete config credits cron delegation details_mode event file gateway handoff image " +
    "input insights learning llm mcp memory message messages model paste pdf pet plugins preview " +
    "process profiles project projects prompt reasoning reload review rollback rpc secret session " +
    "setup shell skills skin slash spawn_tree status subagent subscription sudo terminal thinking " +
    "tidegate todo tool tools toolsets usage verification viewers voice wake").split(" "),
);
