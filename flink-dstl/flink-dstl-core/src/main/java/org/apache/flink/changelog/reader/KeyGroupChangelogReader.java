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
package org.apache.flink.changelog.reader;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;

/**
 * A {@link StateChangelogHandleReader} that fetches only the key groups asked for.
 *
 * <p>Thread-safe: several handles may be read at once; an iterator belongs to one thread.
 *
 * @param <H> the handles it reads
 */
public interface KeyGroupChangelogReader<H extends ChangelogStateHandle>
        extends StateChangelogHandleReader<H> {

    /**
     * Reads the metadata of a handle and the changes of some of its key groups.
     *
     * <p>Per segment, metadata comes first; inside a key group the order is that of the appends.
     * Key groups outside the intersection of {@code keyGroups} and the range of the handle are
     * never returned: an inherited handle may have been narrowed by a rescale, and what its file
     * says about other key groups is older than what their new owners wrote.
     *
     * @return owned by the caller, who closes it
     * @throws IOException if the log cannot be read, or is corrupt, truncated or of an unknown
     *     version; later reads through the iterator throw the same, unchecked
     */
    CloseableIterator<StateChange> getChanges(H handle, KeyGroupRange keyGroups) throws IOException;
}
