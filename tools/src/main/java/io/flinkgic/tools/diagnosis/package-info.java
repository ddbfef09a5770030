/**
 * Finds the lines worth reading in what Java programs print when they fail.
 *
 * <p>Door type: {@link io.flinkgic.tools.diagnosis.Causes}. Pure functions, any thread.
 */
package io.flinkgic.tools.diagnosis;
