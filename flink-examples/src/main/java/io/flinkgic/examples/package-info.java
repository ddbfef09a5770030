/**
 * Example jobs: plain Flink programs that know nothing of the changelog.
 *
 * <p>Each reads a replayable source, whose records are a pure function of seed and index (package
 * {@code replay}), and commits its output through a two-phase-commit file sink, so that whoever
 * reads the committed files can prove that every record counted exactly once. Door types: {@link
 * io.flinkgic.examples.WordCount} and {@link io.flinkgic.examples.SlidingWindow}, entered by the
 * thread that submits the job; their functions run on task threads.
 */
package io.flinkgic.examples;
