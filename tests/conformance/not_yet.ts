/**
 * The numbers of the list of conformance cases that no case of this suite has, and why.
 *
 * @module
 */

/** Some numbers that have one reason in common. */
export interface Reason {
  numbers: readonly number[];
  reason: string;
}

/** Numbers a test nearer to the code shows: a client cannot see it, or not without waiting. */
export interface Inside extends Reason {
  /** The file of the test, from the project's root. */
  where: string;
}

/** Cases of capabilities that are still to come. They move into the suite with them. */
export const notYet: readonly Reason[] = [];

/** Cases that are shown from inside. */
export const inside: readonly Inside[] = [
  {
    numbers: [309],
    reason: "a configuration that somebody spoils while the gateway runs",
    where: "tests/gateway/notices_test.ts",
  },
  {
    numbers: [170],
    reason: "no module of the command line fails to be listed",
    where: "tests/gateway/handlers/overview_test.ts",
  },
  {
    numbers: [216, 217],
    reason: "a redaction that fails, and text an agent of the command line does not say",
    where: "tests/session/tool_progress_test.ts",
  },
  {
    numbers: [16],
    reason: "no completion of the command line takes long enough to overtake it",
    where: "tests/gateway/handlers/completion_test.ts",
  },
  {
    numbers: [210],
    reason: "how a slash worker is ended",
    where: "tests/commands/slash_runner_test.ts",
  },
  {
    numbers: [232, 233],
    reason: "what the process of a slash worker loads first, and what it does not outlive",
    where: "tests/adapters/slash_worker_main_test.ts",
  },
  {
    numbers: [50],
    reason: "what an agent is given when its questions are released",
    where: "tests/session/questions_test.ts",
  },
  {
    numbers: [53, 313],
    reason: "no agent of the command line shows what it got at the end",
    where: "tests/gateway/questions_test.ts",
  },
  {
    numbers: [73, 78, 82, 102, 105, 109, 110, 222],
    reason: "conversations that outlive their gateway",
    where: "tests/gateway/resume_test.ts",
  },
  {
    numbers: [68, 104, 106],
    reason: "a store that fails for a while",
    where: "tests/gateway/store_outage_test.ts",
  },
  {
    numbers: [101, 224, 226, 228, 229],
    reason:
      "what can be had of more than is kept in memory (superseded by the store, where there is one)",
    where: "tests/gateway/replay_test.ts",
  },
  {
    numbers: [62, 66, 74, 76, 77, 84, 276, 305],
    reason: "what a row holds, how it is shown, and when the agent of a resumed session is built",
    where: "tests/gateway/resume_facts_test.ts",
  },
  {
    numbers: [88],
    reason: "a session is compressed between its turns, and counts once",
    where: "tests/gateway/chains_test.ts",
  },
  {
    numbers: [72, 112, 113, 117, 118],
    reason: "titles while the store is out",
    where: "tests/gateway/titles_test.ts",
  },
  { numbers: [122], reason: "session.save", where: "tests/gateway/save_test.ts" },
  {
    numbers: [13],
    reason: "that a call has begun and is not answered shows from inside alone",
    where: "tests/rpc/dispatcher_lanes_test.ts",
  },
  {
    numbers: [22],
    reason: "which errors mean that the peer is gone",
    where: "tests/adapters/stdio_write_test.ts",
  },
  {
    numbers: [25],
    reason: "no method answers what JSON cannot say",
    where: "tests/rpc/dispatcher_test.ts",
  },
  {
    numbers: [26],
    reason: "a disk that is full",
    where: "tests/adapters/stdio_socket_test.ts",
  },
  {
    numbers: [40],
    reason: "a send that fails",
    where: "tests/gateway/connection_test.ts",
  },
  {
    numbers: [44],
    reason: "no method can be made to crash by a client",
    where: "tests/gateway/connection_test.ts",
  },
  {
    numbers: [69, 70, 208, 209],
    reason: "an agent, which is the worker here, that arrives after its session was closed",
    where: "tests/session/agent_slot_test.ts",
  },
  {
    numbers: [129],
    reason: "neither agent of the command line reports a failure instead of throwing it",
    where: "tests/session/prompt_runner_test.ts",
  },
  {
    numbers: [133],
    reason: "no agent of the command line takes time to build",
    where: "tests/session/prompt_runner_busy_test.ts",
  },
  {
    numbers: [196, 197, 206],
    reason: "timers that are not set, and one of hours",
    where: "tests/session/reaper_test.ts",
  },
  {
    numbers: [89, 90, 205],
    reason: "sessions that leave because there are too many, or are spared for hours",
    where: "tests/session/reaper_cap_test.ts",
  },
  {
    numbers: [81, 96],
    reason: "no client can make a resume fail inside, or run two at the same moment",
    where: "tests/gateway/teardown_test.ts",
  },
  {
    numbers: [225],
    reason: "what all sessions together keep in memory",
    where: "tests/session/journal_budget_test.ts",
  },
  {
    numbers: [292, 293],
    reason: "what closing a session keeps, and its hooks",
    where: "tests/gateway/kept_at_the_end_test.ts",
  },
  {
    numbers: [201],
    reason: "the reason a session ended with",
    where: "tests/gateway/handlers/session_life_test.ts",
  },
  {
    numbers: [256, 257, 258, 260, 261, 262, 264, 265, 266],
    reason: "trees of conversations and checkouts of every shape",
    where: "tests/projects/project_tree_test.ts",
  },
  {
    numbers: [86],
    reason: "there is no child that could be active, so that a missing row is 4007",
    where: "tests/gateway/resume_facts_test.ts",
  },
  {
    numbers: [136, 138, 141, 142],
    reason: "a configuration that is edited between two turns",
    where: "tests/gateway/follow_config_test.ts",
  },
  {
    numbers: [269, 270],
    reason: "how often git is started",
    where: "tests/git/git_probe_test.ts",
  },
  { numbers: [237, 238], reason: "pings", where: "tests/http/site_test.ts" },
  { numbers: [240], reason: "a stalled event loop", where: "tests/gateway/watchdog_test.ts" },
];

/** Cases of machinery that does not exist here, or of products that are out of scope. */
export const without: readonly Reason[] = [
  { numbers: [17, 36, 41, 42], reason: "no threads: no write waits for an event loop" },
  { numbers: [234], reason: "no heartbeat: a slash worker's pipe and its end tell all there is" },
  {
    numbers: [85, 280, 281, 282, 284, 285, 286],
    reason: "agents delegate by themselves: no child has a session here that could be watched",
  },
  {
    numbers: [137, 140],
    reason: "a session keeps its agent: another one in the configuration is for sessions to come",
  },
  { numbers: [184], reason: "how many steps an agent takes is its own affair" },
  { numbers: [185], reason: "an agent has one endpoint, and no others to fall back on" },
  {
    numbers: [212, 213, 214],
    reason: "programs an agent leaves running are its own: nobody tells the gateway of their end",
  },
  { numbers: [278], reason: "the history is what was said: no row is written for another model" },
  { numbers: [289, 290], reason: "what an agent remembers and reviews is its own affair" },
  { numbers: [24], reason: "every text can be written as UTF-8" },
  { numbers: [108], reason: "which sessions live is known without asking anybody" },
  { numbers: [126], reason: "what would change the history under a turn is refused or waits" },
  { numbers: [241, 252, 253, 254], reason: "no exception handler of an event loop to wrap" },
  { numbers: [277, 296, 297, 298], reason: "goals and mixtures of agents are out of scope" },
  { numbers: [300, 301, 302], reason: "billing and pets are out of scope" },
  { numbers: [304], reason: "an endpoint belongs to its agent; no row names one, or holds a key" },
  { numbers: [308], reason: "a method's name and its handler cannot be declared apart" },
];
