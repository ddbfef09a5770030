/**
 * What was seen of a demo, and the judgement over it.
 *
 * <p>Door types: {@link io.flinkgic.tools.demo.review.CheckpointHistory} and {@link
 * io.flinkgic.tools.demo.review.Timeline} keep what was seen, {@link
 * io.flinkgic.tools.demo.review.Pace} and {@link io.flinkgic.tools.demo.review.Findings} judge,
 * {@link io.flinkgic.tools.demo.review.CheckpointTable} prints. Nothing here talks to a cluster.
 * Single-threaded.
 */
package io.flinkgic.tools.demo.review;
