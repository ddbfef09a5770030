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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.ownership.StoredSegment;

/**
 * Hears what becomes of one segment. Called on uploader threads (when the scheduler is closed: on
 * the closing thread) without any lock; what it throws is logged and concerns nobody else.
 */
public interface UploadListener {

    /**
     * The segment is durable. The last call for this segment; also made for a cancelled segment if
     * it was stored nevertheless.
     *
     * @param segment the listener takes ownership: it must be confirmed or released some day
     */
    void stored(StoredSegment segment);

    /**
     * The segment could not be stored. It stays in memory and can be asked for again, so this is
     * not necessarily the last call.
     *
     * @param cause what the last attempt died of; an {@link Error} is passed on as it is
     */
    void failed(Throwable cause);
}
