/**
 * What the example sources emit and what the example sinks commit, free of Flink.
 *
 * <p>The job and whoever verifies its output share this package: a record is a pure function of
 * seed and index ({@link io.flinkgic.examples.replay.WordSequence}, {@link
 * io.flinkgic.examples.replay.WindowSequence}), indexes are dealt to splits by {@link
 * io.flinkgic.examples.replay.SplitRanges}, and rows ({@link io.flinkgic.examples.replay.CountRow},
 * {@link io.flinkgic.examples.replay.WindowRow}) are written and parsed in one class. All types are
 * immutable; any thread may use them.
 */
package io.flinkgic.examples.replay;
