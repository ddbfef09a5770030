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
package org.apache.flink.changelog.fs;

import java.util.regex.Pattern;

/**
 * Finds secrets in paths. A path gets around: into the metadata of checkpoints, logs, messages and
 * the web UI, of Flink as well. Pure.
 */
final class Credentials {

    /** {@code host:port}, or several with one of {@code ,;+} between them. */
    private static final String HOSTS = "[^:/@,;+]*(?::\\d*)?(?:[,;+][^:/@,;+]*(?::\\d*)?)*";

    /**
     * {@code scheme://user:secret@host}; also if the secret has a slash, which then ends the
     * authority: what stands behind the colon is no port, or S3 has none. A user alone is no
     * secret: it is the container of some stores.
     */
    private static final Pattern IN_AUTHORITY =
            Pattern.compile(
                    "[^/]*://[^/@]*:[^/]*@.*"
                            + "|s3[a-z]?://[^/@]*:.*@.*"
                            + "|[^/]*://(?!\\[)(?!arn:)(?!"
                            + HOSTS
                            + "(?:/|$))[^/@]*:.*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private Credentials() {}

    static boolean areIn(String path) {
        return IN_AUTHORITY.matcher(path).matches();
    }
}
