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
package org.apache.flink.changelog.local;

import org.apache.flink.runtime.state.PhysicalStateHandleID;

import java.util.Optional;

/** Where readers ask for local copies. Thread-safe. */
public interface LocalCopies {

    /** The copy of a stored batch, if there is one here. It may be gone, or damaged. */
    Optional<LocalCopy> find(PhysicalStateHandleID batch);

    /** The copy turned out to be unusable; it is not found any more. */
    void drop(PhysicalStateHandleID batch);

    /** There are no local copies. */
    static LocalCopies none() {
        return new LocalCopies() {

            @Override
            public Optional<LocalCopy> find(PhysicalStateHandleID batch) {
                return Optional.empty();
            }

            @Override
            public void drop(PhysicalStateHandleID batch) {}
        };
    }
}
