/**
 * The operator's command line: {@code gic} and its subcommands.
 *
 * <p>This package only knows which subcommands there are; each lives with what it does: {@code
 * demo} runs the main job on a real cluster, {@code output} verifies what a job committed, {@code
 * cluster} owns processes, {@code rest} talks to a JobManager. Door type: {@link
 * io.flinkgic.tools.Gic}. Entered by the main thread.
 */
package io.flinkgic.tools;
