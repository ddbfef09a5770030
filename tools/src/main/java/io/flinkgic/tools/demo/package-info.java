/**
 * The demo: WordCount on a real cluster loses a TaskManager and goes on exactly once.
 *
 * <p>{@link io.flinkgic.tools.demo.DemoCommand}, the door type, wires; {@code DemoCluster} is the
 * stage, {@code Script} the play as it was planned, {@code Demo} its performance; package {@code
 * review} keeps and judges what was seen. Entered by the main thread; the shutdown hook only enters
 * the cluster.
 */
package io.flinkgic.tools.demo;
