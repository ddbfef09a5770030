/**
 * Asks a JobManager through Flink's REST interface, version 1.20.
 *
 * <p>Door types: {@link io.flinkgic.tools.rest.FlinkRest} and the immutable answers it gives. Any
 * thread may call it; calls block.
 */
package io.flinkgic.tools.rest;
