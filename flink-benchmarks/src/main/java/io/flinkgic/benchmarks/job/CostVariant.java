/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.flinkgic.benchmarks.job;

import org.apache.flink.configuration.Configuration;

import io.flinkgic.benchmarks.process.ChangelogJars;

/** Which changelog a job runs with. What differs is the front of the class path and an option. */
enum CostVariant {
    OFF(ChangelogJars.STOCK, false),
    STOCK(ChangelogJars.STOCK, true),
    OURS(ChangelogJars.OURS, true),

    /** Stock does not compress by default, ours does. */
    OURS_UNCOMPRESSED(ChangelogJars.OURS, true) {
        @Override
        void configure(Configuration configuration) {
            super.configure(configuration);
            configuration.setString("state.changelog.dstl.dfs.compression.enabled", "false");
        }
    },

    /** With copies on the local disk, for a quick restore. */
    OURS_LOCAL_RECOVERY(ChangelogJars.OURS, true) {
        @Override
        void configure(Configuration configuration) {
            super.configure(configuration);
            configuration.setString("state.backend.local-recovery", "true");
        }
    };

    private final ChangelogJars jars;
    private final boolean changelog;

    CostVariant(ChangelogJars jars, boolean changelog) {
        this.jars = jars;
        this.changelog = changelog;
    }

    ChangelogJars jars() {
        return jars;
    }

    void configure(Configuration configuration) {
        configuration.setString("state.changelog.enabled", String.valueOf(changelog));
    }
}
