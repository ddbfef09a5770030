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
package org.apache.flink.changelog.storage;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the log that hold for every medium. Only the factories of media read them. */
public final class DstlOptions {

    /**
     * The default is that of a medium without an older option; on file systems {@code
     * state.changelog.dstl.dfs.compression.enabled} counts where this is not set.
     */
    public static final ConfigOption<String> COMPRESSION =
            ConfigOptions.key("state.changelog.dstl.compression")
                    .stringType()
                    .defaultValue("lz4")
                    .withDescription(
                            "How blocks of changes are compressed: \"lz4\", \"zstd\" or \"none\".");

    private DstlOptions() {}
}
