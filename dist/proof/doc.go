// Package proof tests what nodes promise between programs: each node of these tests
// is an operating system process, which can be killed, stopped, starved and cut
// off. The package holds only tests.
//
// # How it works
//
// A node is this test binary again, started with [os/exec], and controlled over its
// input and output by typed commands (site_test.go). The test is often a node
// itself, the first of the cluster, and sees for itself what becomes of the others.
//
// Tests that need a misbehaving network give each node a network namespace of its
// own (network_test.go). That takes root, and the programs ip, tc and nft; if one
// is missing the test is skipped, and says so.
//
// # What is where
//
// A test's name begins with the promise it is about.
//
//   - rows, far: what processes of different programs do with each other; children,
//     rooms and discovery.
//   - conformance: the contract of processes, with TCP and TLS between them.
//   - death, pause: kill -9, SIGSTOP, and what the other nodes are told.
//   - strangers, middle, certificates: peers without the cookie or a certificate, or
//     that only pass on what others say; hidden: nodes that must not be seen.
//   - torture: arbitrary bytes, at every state of the protocol, under a memory limit.
//   - slow, partition: lines that are slow, lossy, cut, or cut in one direction.
//   - nemesis, history: names under random partitions, and the judge of what was seen.
//   - cycles: nothing is left of a thousand connections.
//   - mutants: known bugs brought back, by an overlay on the source at build time. The
//     suites have to fail with each.
//
// Sizes are small, so that the suite runs in a minute. The library is judged by
// MESH_SCALE=100; see make soak and make mutants.
package proof
