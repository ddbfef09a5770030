/**
 * Proves from committed files alone, or shows where it is not so, that a job counted every record
 * exactly once.
 *
 * <p>Door types: {@link io.flinkgic.tools.output.CommittedRows} reads, {@link
 * io.flinkgic.tools.output.OutputVerifier} judges, {@link io.flinkgic.tools.output.OutputReport} is
 * the judgement. Single-threaded.
 */
package io.flinkgic.tools.output;
