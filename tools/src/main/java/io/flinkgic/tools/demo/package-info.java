/**
 * The demo: WordCount on a real cluster loses a TaskManager and goes on exactly once.
 *
 * <p>{@link io.flinkgic.tools.demo.DemoCommand}, the door type, wires; {@code DemoCluster} is the
 * stage, {@code Demo} the play, {@code CheckpointHistory} and {@code Timeline} what was seen of it,
 * {@code Findings} the critic and {@code CheckpointTable} the printed programme. Entered by the
 * main thread; the shutdown hook only enters the cluster.
 */
package io.flinkgic.tools.demo;
