/**
 * Starts and ends the processes of a Flink installation, and nothing else's.
 *
 * <p>Door types: {@link io.flinkgic.tools.cluster.FlinkHome} is an installation, {@link
 * io.flinkgic.tools.cluster.DropIn} makes one out of a stock Flink and our jars, {@link
 * io.flinkgic.tools.cluster.ClusterProcesses} owns what was started, {@link
 * io.flinkgic.tools.cluster.LoadedClasses} tells from which jar a process took a class. Entered by
 * the main thread; only {@code ClusterProcesses} is also entered by the shutdown hook.
 */
package io.flinkgic.tools.cluster;
