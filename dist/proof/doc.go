// Package proof holds nodes to what they promise between programs: each node of
// these tests is a process of the operating system, which can be killed, stopped,
// starved and cut off. It has tests alone.
//
// # How it works
//
// A node is this test binary again, started by [os/exec], and told what to do over
// its input and output by typed commands (site_test.go). The test is often a node
// itself, the first of the cluster, and then sees with its own eyes what becomes of
// the others.
//
// What takes a network that misbehaves gives each node a network namespace of its
// own (network_test.go). That takes root, and the programs ip, tc and nft; where one is
// missing the test is skipped, and says so.
//
// # What is where
//
// A test's name begins with the promise it is about.
//
//   - rows, far: what processes of different programs do with each other; children,
//     rooms and discovery.
//   - conformance: the contract of processes, with TCP and TLS between them.
//   - death, pause: kill -9, SIGSTOP, and what the others are told.
//   - strangers, middle, certificates: who has not got the cookie or the papers, or only
//     passes on what others say; hidden: who is not to be seen.
//   - torture: whatever bytes, at every state of the protocol, under a memory limit.
//   - slow, partition: lines that are slow, lossy, cut, or cut in one direction.
//   - nemesis, history: names under random partitions, and the judge of what was seen.
//   - cycles: nothing is left of a thousand connections.
//   - mutants: known bugs brought back, by an overlay on the source at build time. The
//     suites have to fail with each.
//
// Sizes are small, so that the suite runs in a minute. MESH_SCALE=100 is what the
// library is judged by; see make soak and make mutants.
package proof
