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

import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.writer.WriterSettings;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** Everything about a storage that does not depend on the medium. Immutable. */
public final class StorageSettings {

    private final UploadSettings uploads;
    private final WriterSettings writers;
    private final long inFlightLimitBytes;

    /**
     * @param inFlightLimitBytes memory of changes that are not stored, for all writers together
     */
    public StorageSettings(
            UploadSettings uploads, WriterSettings writers, long inFlightLimitBytes) {
        checkArgument(inFlightLimitBytes > 0, "in-flight limit of %s bytes", inFlightLimitBytes);
        this.uploads = checkNotNull(uploads);
        this.writers = checkNotNull(writers);
        this.inFlightLimitBytes = inFlightLimitBytes;
    }

    UploadSettings uploads() {
        return uploads;
    }

    WriterSettings writers() {
        return writers;
    }

    long inFlightLimitBytes() {
        return inFlightLimitBytes;
    }
}
